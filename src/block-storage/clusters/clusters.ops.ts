/**
 * Volume services that share backends. Here each has a backend of its own, so that there are none.
 * Source: openstack/cinder cinder/api/v3/clusters.py.
 */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'
import { closed, stepped } from '../../kernel/view.ts'
import { adminsRule } from '../base-rules.ts'
import { booleanParameter } from '../booleans.ts'
import { DISABLED_REASON } from '../formats.ts'
import { invalidInput } from '../volumes/volume.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { NAME, NULLABLE_STRING } from '../parameters.ts'
import { VOLUME } from '../services/services.ts'

const GET_ALL = adminsRule(
  'clusters:get_all',
  'List the clusters of volume services.',
  'GET /clusters',
  'GET /clusters/detail',
)

const GET = adminsRule(
  'clusters:get',
  'Show a cluster of volume services.',
  'GET /clusters/{cluster_id}',
)

const UPDATE = adminsRule(
  'clusters:update',
  'Enable and disable clusters of volume services.',
  'PUT /clusters/{cluster_id}',
)

const FILTERS = ['name', 'binary', 'is_up', 'disabled', 'num_hosts', 'num_down_hosts']
const REPLICATION_FILTERS = ['replication_status', 'frozen', 'active_backend_id']

function filtersAt(version: number): readonly string[] {
  return version >= MV.REPLICATION_CLUSTER ? [...FILTERS, ...REPLICATION_FILTERS] : FILTERS
}

const filters = stepped([0, MV.REPLICATION_CLUSTER], (asked) =>
  T.Object(Object.fromEntries(filtersAt(asked).map((name) => [name, T.Optional(T.String())]))),
)

/** @throws 400 */
function refuseFilters(query: Readonly<Record<string, string>>, { version }: RequestContext): void {
  const known = filtersAt(version)
  const unknown = Object.keys(query).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw invalidInput(`Invalid filter keys: ${unknown.join(', ')}`)
  for (const name of ['disabled', 'is_up']) {
    const text = query[name]
    if (text !== undefined) booleanParameter(name, text)
  }
}

function listing(end: '' | '/detail') {
  return operation({
    id: end === '' ? 'clusters.list' : 'clusters.detail',
    method: 'GET',
    path: `/clusters${end}`,
    summary: 'List the clusters of volume services; there are none',
    versions: ['3.7'],
    policy: GET_ALL,
    transaction: 'none',
    query: filters,
    response: { 200: closed({ clusters: T.Array(T.Never()) }) },
    errors: [400, 403],
    handle({ ctx, query }) {
      refuseFilters(query as Readonly<Record<string, string>>, ctx)
      return { clusters: [] }
    },
  })
}

function clusterNotFound(name: string, binary: string | null = VOLUME): Fault {
  const named = `{'binary': ${repr(binary)}, 'name': ${repr(name)}}`
  return notFound(`Cluster ${named} could not be found.`)
}

const show = operation({
  id: 'clusters.show',
  method: 'GET',
  path: '/clusters/{cluster_id}',
  summary: 'Show a cluster of volume services; there is none',
  versions: ['3.7'],
  policy: GET,
  transaction: 'none',
  success: 404,
  response: {},
  errors: [403, 404],
  handle({ params: { cluster_id: name } }) {
    throw clusterNotFound(name)
  },
})

const WHICH = { name: NAME, binary: T.Optional(NULLABLE_STRING) }
const REASON = T.Optional(
  T.Unsafe<string | null>({ type: ['string', 'null'], format: DISABLED_REASON }),
)

function changing(verb: 'enable' | 'disable', more: { disabled_reason?: typeof REASON }) {
  return operation({
    id: `clusters.${verb}`,
    method: 'PUT',
    path: `/clusters/${verb}`,
    summary: 'Let volumes go to a cluster, or not; there is none',
    versions: ['3.7'],
    policy: UPDATE,
    transaction: 'none',
    body: T.Object({ ...WHICH, ...more }, { additionalProperties: false }),
    success: 404,
    response: {},
    errors: [400, 403, 404],
    handle({ body }) {
      throw clusterNotFound(body.name, body.binary)
    },
  })
}

export const clusterOperations = [
  listing(''),
  listing('/detail'),
  show,
  changing('enable', {}),
  changing('disable', { disabled_reason: REASON }),
]
