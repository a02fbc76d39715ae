import { Type as T, type TSchema } from 'typebox'
import { closed, field, nullable, stepped, View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { DISABLED_REASON } from '../formats.ts'
import { invalidInput } from '../volumes/volume.ts'
import { operation, type BlockStorageEnv } from '../operation.ts'
import { HOST, NULLABLE_STRING } from '../parameters.ts'
import { LIST, UPDATE } from './policies.ts'
import { isOnHost, lastSeen, serviceNotFound, VOLUME, type VolumeService } from './services.ts'
import { logLevelOperations } from './log-levels.ops.ts'
import { replicationOperations } from './replication.ops.ts'
import { changeService, listServices, type ServiceChange } from './services.store.ts'

interface ReportedService extends VolumeService {
  readonly lastSeen: string
}

const common = {
  binary: field(T.String(), (service: ReportedService) => service.binary),
  host: field(T.String(), (service: ReportedService) => service.host),
  zone: field(T.String(), (service: ReportedService) => service.zone),
  status: field(T.String(), (service: ReportedService) =>
    service.disabled ? 'disabled' : 'enabled',
  ),
  // They are part of this process: while it answers, they are up.
  state: field(T.String(), () => 'up'),
  updated_at: field(T.String(), (service: ReportedService) => service.lastSeen),
}
const cluster = field(T.Null(), () => null, { from: '3.7' })
const disabled_reason = field(
  nullable(T.String()),
  (service: ReportedService) => service.disabledReason,
)

const schedulerView = new View<ReportedService>({ ...common, cluster, disabled_reason })

const volumeServiceView = new View<ReportedService>({
  ...common,
  backend_state: field(T.String(), () => 'up', { from: '3.49' }),
  cluster,
  disabled_reason,
  replication_status: field(T.String(), () => 'disabled'),
  active_backend_id: field(T.Null(), () => null),
  frozen: field(T.Boolean(), (service) => service.frozen),
})

const list = operation({
  id: 'services.list',
  method: 'GET',
  path: '/os-services',
  summary: 'List the services of block storage',
  policy: LIST,
  query: T.Object({ host: T.Optional(T.String()), binary: T.Optional(T.String()) }),
  response: {
    200: stepped(volumeServiceView.steps, (asked) =>
      closed({
        services: T.Array(T.Union([volumeServiceView.at(asked), schedulerView.at(asked)])),
      }),
    ),
  },
  errors: [403],
  async handle({ tx, ctx, env, query }) {
    const now = env.clock.now()
    const services = (await listServices(tx, env))
      .filter(({ host }) => query.host === undefined || isOnHost(host, query.host))
      .filter(({ binary }) => query.binary === undefined || binary === query.binary)
      .map((service) => ({ ...service, lastSeen: lastSeen(service, now) }))
    return {
      services: services.map((service) =>
        (service.binary === VOLUME ? volumeServiceView : schedulerView).render(service, ctx),
      ),
    }
  },
})

/** Whom a change is about. `service` is the older name of `binary`. */
function request<P extends Record<string, TSchema>>(more: P) {
  const properties = {
    binary: T.Optional(T.String({ minLength: 1, maxLength: 255 })),
    host: T.Optional(HOST),
    cluster: T.Optional(NULLABLE_STRING),
    service: T.Optional(T.String({ minLength: 1, maxLength: 255 })),
    ...more,
  }
  return T.Object(properties, {
    anyOf: [{ required: ['binary'] }, { required: ['service'] }],
    additionalProperties: false,
  })
}

interface Asked {
  readonly binary?: string
  readonly service?: string
  readonly host?: string | null
}

/** @throws 400 where no host is named, 404 */
async function change(
  tx: Tx,
  env: BlockStorageEnv,
  asked: Asked,
  wanted: ServiceChange,
): Promise<object> {
  const { host, service = '', binary = '' } = asked
  if (!host) throw invalidInput('Host field is missing.')
  const wantedBinary = binary || service
  const found = (await listServices(tx, env)).find(
    (each) => each.binary === wantedBinary && isOnHost(each.host, host),
  )
  if (found === undefined) throw serviceNotFound(wantedBinary, host)
  await changeService(tx, found, wanted, env.clock.isoNow())
  const { disabled } = wanted
  return { host, service, binary, status: disabled ? 'disabled' : 'enabled', disabled }
}

const ANSWER = {
  host: T.String(),
  service: T.String(),
  binary: T.String(),
  status: T.String(),
  disabled: T.Boolean(),
}

const enable = operation({
  id: 'services.enable',
  method: 'PUT',
  path: '/os-services/enable',
  summary: 'Let volumes go to a service again',
  policy: UPDATE,
  body: request({}),
  response: { 200: closed(ANSWER) },
  errors: [400, 403, 404],
  handle: ({ tx, env, body }) => change(tx, env, body, { disabled: false }),
})

const disable = operation({
  id: 'services.disable',
  method: 'PUT',
  path: '/os-services/disable',
  summary: 'Keep new volumes from a service',
  policy: UPDATE,
  body: request({}),
  response: { 200: closed(ANSWER) },
  errors: [400, 403, 404],
  handle: ({ tx, env, body }) => change(tx, env, body, { disabled: true }),
})

const disableLogReason = operation({
  id: 'services.disable_log_reason',
  method: 'PUT',
  path: '/os-services/disable-log-reason',
  summary: 'Keep new volumes from a service, and say why',
  policy: UPDATE,
  body: request({
    disabled_reason: T.Optional(
      T.String({ minLength: 1, maxLength: 255, format: DISABLED_REASON }),
    ),
  }),
  response: { 200: closed({ ...ANSWER, disabled_reason: nullable(T.String()) }) },
  errors: [400, 403, 404],
  async handle({ tx, env, body }) {
    const reason = body.disabled_reason
    const changed = await change(tx, env, body, { disabled: true, reason })
    return { ...changed, disabled_reason: reason ?? null }
  },
})

export const serviceOperations = [
  ...[list, enable, disable, disableLogReason],
  ...replicationOperations,
  ...logLevelOperations,
]
