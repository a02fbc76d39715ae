import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { floatingIpNotFound } from '../faults.ts'
import { operation } from '../operation.ts'
import { tellFloatingIpsChanged } from '../servers/tell.usecase.ts'
import { ownOr } from '../visibility.ts'
import { completedFloatingIp, completedFloatingIps } from './completed-floatingips.usecase.ts'
import { createFloatingIp } from './create-floatingip.usecase.ts'
import { deleteFloatingIp } from './delete-floatingips.usecase.ts'
import { floatingIpRules } from './floatingips.policies.ts'
import { floatingIpRows } from './floatingips.store.ts'
import { FLOATING_IPS } from './floatingips.table.ts'
import type { FloatingIp } from './floatingips.ts'
import { updateFloatingIp } from './update-floatingip.usecase.ts'

export const floatingIpOperations = attributeOperations(operation, FLOATING_IPS, {
  rules: floatingIpRules,
  bulk: false,
  errors: { create: [404, 409], update: [404, 409] },
  visible: (ctx) => ownOr(ctx),
  missing: floatingIpNotFound,
  async find({ tx }, id, visible, lock) {
    const row = await floatingIpRows.find(tx, id, visible, lock)
    return row && completedFloatingIp(tx, row)
  },
  list: async ({ tx }, request) => completedFloatingIps(tx, await floatingIpRows.list(tx, request)),
  async create(call, [posted]) {
    const made = await createFloatingIp(call, posted!)
    await tellFloatingIpsChanged(call, [made.port_id])
    return [made]
  },
  async update(call, now, changes) {
    const changed = await updateFloatingIp(call, now as FloatingIp, changes)
    await tellFloatingIpsChanged(call, [now.port_id, changed.port_id])
    return changed
  },
  async delete(call, now) {
    await deleteFloatingIp(call, now as FloatingIp)
    await tellFloatingIpsChanged(call, [now.port_id])
  },
})
