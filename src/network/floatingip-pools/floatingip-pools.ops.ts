/**
 * From which subnets floating IPs may come. Source: openstack/neutron neutron/db/l3_fip_pools_db.py,
 * neutron/conf/policies/floatingip_pools.py.
 */
import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { notFound } from '../../kernel/faults.ts'
import { ADMIN_OR_READER } from '../base-rules.ts'
import { networksSeenBy } from '../networks/seen-networks.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { resourceRule } from '../policies.ts'
import { subnetRows } from '../subnets/subnets.store.ts'
import { FLOATING_IP_POOLS } from './floatingip-pools.table.ts'
import { externalAmong } from '../networks/external.store.ts'
import { EVERYTHING } from '../../kernel/lists/request.ts'

const POOL = { resource: 'floatingip_pool', path: '/floatingip_pools' } as const

const show = resourceRule(POOL, 'get', ADMIN_OR_READER)

/** Lists ask it of each; no operation names it. */
export const FLOATING_IP_POOL_RULES = [show]

export const floatingIpPoolOperations = attributeOperations(operation, FLOATING_IP_POOLS, {
  operations: ['list'],
  rules: { show },
  visible: () => [],
  missing: (id) => notFound(`Floating IP pool ${id} could not be found.`),
  list: listPools,
})

/** The subnets of IPv4 of all external networks that the caller sees, each as if it were his. */
async function listPools({ tx, ctx }: NetworkCall) {
  const four = { kind: 'in', column: 'ip_version', values: [4] } as const
  const conditions = [four, ...networksSeenBy(ctx)]
  const subnets = await subnetRows.list(tx, { ...EVERYTHING, conditions })
  const external = await externalAmong(tx, [...new Set(subnets.map((one) => one.network_id))])
  return subnets
    .filter((one) => external.has(one.network_id))
    .map((one) => ({
      subnet_id: one.id,
      subnet_name: one.name,
      project_id: ctx.token.projectId ?? '',
      network_id: one.network_id,
      cidr: one.cidr,
    }))
}
