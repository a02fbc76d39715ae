import { Type as T } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { policyRule } from '../../kernel/policy.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { serverTarget } from '../servers/server-target.usecase.ts'

/** Source: nova/policies/server_topology.py. */
const INDEX = policyRule({
  name: 'compute:server:topology:index',
  check: 'rule:project_reader_or_admin',
  description: 'Show the NUMA nodes of a server.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: '/servers/{server_id}/topology' }],
})

/** No host here has more nodes than one, so servers have none. */
const show = operation({
  id: 'servers.topology',
  method: 'GET',
  path: '/servers/{server_id}/topology',
  summary: 'Show the NUMA nodes of a server',
  versions: ['2.78'],
  policy: INDEX,
  checks: ['body', 'target', 'policy'],
  target: serverTarget,
  query: NO_QUERY,
  response: {
    200: since({ '2.78': closed({ nodes: T.Array(T.Unknown()), pagesize_kb: T.Null() }) }),
  },
  errors: [400, 403, 404],
  handle: () => ({ nodes: [], pagesize_kb: null }),
})

export const topologyOperations = [show]
