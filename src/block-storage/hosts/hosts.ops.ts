import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { allocations, type Allocation } from './hosts.store.ts'
import { operation } from '../operation.ts'
import { adminsRule } from '../base-rules.ts'
import { isOnHost, lastSeen, serviceNotFound, VOLUME } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'

const MANAGE = adminsRule(
  'volume_extension:hosts',
  'See the hosts of block storage and what lies on them.',
  'GET /os-hosts',
  'GET /os-hosts/{host_name}',
)

const list = operation({
  id: 'hosts.list',
  method: 'GET',
  path: '/os-hosts',
  summary: 'List the hosts whose services are enabled',
  policy: MANAGE,
  query: T.Object({ zone: T.Optional(T.String()) }),
  response: {
    200: closed({
      hosts: T.Array(
        closed({
          host_name: T.String(),
          service: T.String(),
          zone: T.String(),
          'service-status': T.String(),
          'service-state': T.String(),
          'last-update': T.String(),
        }),
      ),
    }),
  },
  errors: [403],
  async handle({ tx, env, query }) {
    const now = env.clock.now()
    const services = (await listServices(tx, env)).filter(
      ({ disabled, zone }) => !disabled && (!query.zone || zone === query.zone),
    )
    return {
      hosts: services.map((service) => ({
        host_name: service.host,
        service: service.binary,
        zone: service.zone,
        'service-status': 'available',
        'service-state': 'enabled',
        'last-update': lastSeen(service, now),
      })),
    }
  },
})

const RESOURCE = closed({
  host: T.String(),
  project: T.String(),
  volume_count: T.String(),
  total_volume_gb: T.String(),
  snapshot_count: T.String(),
  total_snapshot_gb: T.String(),
})

type Amounts = Pick<Allocation, 'volumes' | 'gigabytes' | 'snapshots' | 'snapshotGigabytes'>

/** Counts are texts in the real answers. */
function resource(host: string, project: string, parts: readonly Amounts[]) {
  const sum = (amount: keyof Amounts): string =>
    String(parts.reduce((total, part) => total + part[amount], 0))
  return {
    resource: {
      host,
      project,
      volume_count: sum('volumes'),
      total_volume_gb: sum('gigabytes'),
      snapshot_count: sum('snapshots'),
      total_snapshot_gb: sum('snapshotGigabytes'),
    },
  }
}

const show = operation({
  id: 'hosts.show',
  method: 'GET',
  path: '/os-hosts/{host_name}',
  summary: 'Show what lies on a host, in all and by project',
  policy: MANAGE,
  response: { 200: closed({ host: T.Array(closed({ resource: RESOURCE })) }) },
  errors: [403, 404],
  async handle({ tx, env, params: { host_name: host } }) {
    const service = (await listServices(tx, env)).find(
      (each) => each.binary === VOLUME && !each.disabled && isOnHost(each.host, host),
    )
    if (service === undefined) throw serviceNotFound(VOLUME, host)
    const here = (await allocations(tx)).filter(({ pool }) => isOnHost(pool, service.host))
    const projects = Map.groupBy(here, ({ projectId }) => projectId)
    return {
      host: [
        resource(host, '(total)', here),
        ...[...projects].map(([projectId, parts]) => resource(host, projectId, parts)),
      ],
    }
  },
})

export const hostOperations = [list, show]
