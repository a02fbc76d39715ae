/** Source: openstack/neutron neutron/extensions/availability_zone.py, neutron/conf/policies/availability_zone.py. */
import { Type as T } from 'typebox'
import { EVERYTHING } from '../../kernel/lists/request.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { agentRows } from '../agents/agents.store.ts'
import { filteredList } from '../lists.ts'
import { operation } from '../operation.ts'
import { zonesOf } from './availability-zones.ts'

export const GET_AVAILABILITY_ZONE = policyRule({
  name: 'get_availability_zone',
  check: 'role:reader',
  description: 'Be shown availability zones. Others find none.',
  scopes: ['project'],
  operations: operationsOf(['GET /availability_zones']),
})

const list = operation({
  id: 'availability_zones.list',
  method: 'GET',
  path: '/availability_zones',
  summary: 'List the availability zones of networks and routers',
  // Which of them are listed is decided one by one.
  policy: AUTHENTICATED,
  query: filteredList(['name', 'resource', 'state']),
  response: {
    200: closed({
      availability_zones: T.Array(
        closed({ name: T.String(), resource: T.String(), state: T.String() }),
      ),
    }),
  },
  errors: [400],
  async handle({ tx, ctx, query }) {
    if (!ctx.allows(GET_AVAILABILITY_ZONE)) return { availability_zones: [] }
    const order = [{ column: 'id', direction: 'asc' } as const]
    const agents = await agentRows.list(tx, { ...EVERYTHING, order })
    return { availability_zones: zonesOf(agents, query.filters) }
  },
})

export const availabilityZoneOperations = [list]
