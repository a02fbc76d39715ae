import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { subnetNotFound } from '../faults.ts'
import { networkRows } from '../networks/networks.store.ts'
import { networkNotFound } from '../networks/networks.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { visibleNetworks } from '../visibility.ts'
import { completedSubnets } from './completed-subnets.usecase.ts'
import { createSubnets } from './create-subnets.usecase.ts'
import { deleteSubnet } from './delete-subnet.usecase.ts'
import { subnetRules } from './subnets.policies.ts'
import { lockSubnetsOf, networkOf, subnetRows } from './subnets.store.ts'
import { SUBNETS } from './subnets.table.ts'
import type { PostedSubnet, Subnet } from './subnets.ts'
import { updateSubnet } from './update-subnet.usecase.ts'

export const subnetOperations = attributeOperations(operation, SUBNETS, {
  rules: subnetRules,
  errors: [404, 409],
  visible: visibleNetworks,
  facts: (subnet) => ({ 'network:project_id': (subnet as Subnet).network_project_id }),
  factsOfNew: ownersOfNetworks,
  missing: subnetNotFound,
  async find(call, id, visible, lock) {
    if (lock !== undefined) {
      const network = await networkOf(call.tx, id)
      if (network === undefined) return undefined
      await lockSubnetsOf(call.tx, network)
    }
    const row = await subnetRows.find(call.tx, id, visible, lock)
    if (row === undefined) return undefined
    const [subnet] = await completedSubnets(call, [row])
    return subnet
  },
  list: async (call, request) => {
    return completedSubnets(call, await subnetRows.list(call.tx, request))
  },
  create: createSubnets,
  update: (call, now, changes) => updateSubnet(call, now as Subnet, changes),
  delete: (call, now) => deleteSubnet(call, now as Subnet),
})

/** @throws Fault NetworkNotFound to those who might make subnets on one of their own */
async function ownersOfNetworks({ tx, ctx }: NetworkCall, items: readonly PostedSubnet[]) {
  const ids = items.map(({ network_id: id }) => id.toLowerCase())
  const networks = await networkRows.having(tx, 'id', [...new Set(ids)])
  const owners = new Map(networks.map((one) => [one.id, one.project_id]))
  return ids.map((id) => {
    const owner = owners.get(id)
    const own = { 'network:project_id': ctx.token.projectId }
    // Administrators, whom no rule asks for the owner, miss it later.
    const asks = !ctx.isAdmin && ctx.allows(subnetRules.create, own)
    if (owner === undefined && asks) throw networkNotFound(id)
    return { 'network:project_id': owner }
  })
}
