import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { deleteGrantsOf, grantedAmong } from '../rbac/grants.store.ts'
import { secondsNow } from '../times.ts'
import { ownOr } from '../visibility.ts'
import { createAddressGroups } from './create-address-groups.usecase.ts'
import { addressGroupRules } from './address-groups.policies.ts'
import { addressGroupRows, isNamed, type AddressGroupRow } from './address-groups.store.ts'
import { ADDRESS_GROUPS } from './address-groups.table.ts'
import { addressGroupInUse, addressGroupNotFound, type AddressGroup } from './address-groups.ts'

export const addressGroupOperations = attributeOperations(operation, ADDRESS_GROUPS, {
  rules: addressGroupRules,
  errors: { delete: [409] },
  visible: (ctx) => ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED])),
  missing: addressGroupNotFound,
  async find(call, id, visible, lock) {
    const row = await addressGroupRows.find(call.tx, id, visible, lock)
    if (row === undefined) return undefined
    const [group] = await completed(call, [row])
    return group
  },
  list: async (call, request) => completed(call, await addressGroupRows.list(call.tx, request)),
  create: async (call, posted) => completed(call, await createAddressGroups(call, posted)),
  async update(call, now, changes) {
    const row = await addressGroupRows.change(call.tx, now, changes, secondsNow(call.env.clock))
    const [group] = await completed(call, [row])
    return group!
  },
  async delete({ tx }, { id }) {
    if (await isNamed(tx, id)) throw addressGroupInUse(id)
    await deleteGrantsOf(tx, [id])
    await addressGroupRows.remove(tx, [id])
  },
})

/** Whether a group is shared depends on who asks. */
async function completed(
  { tx, ctx }: NetworkCall,
  rows: readonly AddressGroupRow[],
): Promise<AddressGroup[]> {
  const ids = rows.map(({ id }) => id)
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, ids)
  return rows.map((row) => ({ ...row, shared: shared.has(row.id) }))
}
