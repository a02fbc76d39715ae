/** What address groups consist of. Source: openstack/neutron neutron/db/address_group_db.py. */
import { Type as T } from 'typebox'
import { requireRevision } from '../../kernel/attributes/revisions.ts'
import { authorizeChange } from '../../kernel/attributes/rules.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { AttributeView } from '../../kernel/attributes/view.ts'
import { readJson } from '../../kernel/body-format.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { operation, target } from '../operation.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { secondsNow } from '../times.ts'
import { ownOr } from '../visibility.ts'
import { ADD_ADDRESSES, addressGroupRules, REMOVE_ADDRESSES } from './address-groups.policies.ts'
import { addressGroupRows, serialOf, type AddressGroupRow } from './address-groups.store.ts'
import { ADDRESS_GROUPS } from './address-groups.table.ts'
import {
  addressGroupNotFound,
  normalAddresses,
  withAddresses,
  withoutAddresses,
} from './address-groups.ts'

const view = new AttributeView(ADDRESS_GROUPS)

const group = target<AddressGroupRow & { readonly shared: boolean }, { readonly id: string }>({
  async load(tx, { ctx, params, lock }) {
    const visible = ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED]))
    const row = await addressGroupRows.find(tx, params.id, visible, lock)
    if (row === undefined) return undefined
    const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, [row.id])
    return { ...row, shared: shared.has(row.id) }
  },
  missing: ({ id }) => addressGroupNotFound(id),
  attributes: (row) => ({ ...row, tenant_id: row.project_id }),
})

/** Answers show more of a group than its own do. */
const SHOWN = T.Object({
  address_group: closed({
    ...view.schema.properties,
    shared: T.Boolean(),
    standard_attr_id: T.Integer(),
  }),
})

interface Change {
  readonly verb: 'add_addresses' | 'remove_addresses'
  readonly summary: string
  readonly policy: PolicyRule
  change(now: AddressGroupRow, addresses: readonly string[]): string[]
}

function changeOfAddresses({ verb, summary, policy, change }: Change) {
  return operation({
    id: `address_groups.${verb}`,
    method: 'PUT',
    path: `/address-groups/{id}/${verb}`,
    summary,
    policy,
    target: group,
    authorize({ ctx }, now) {
      authorizeChange(
        ctx,
        ADDRESS_GROUPS,
        { change: policy, show: addressGroupRules.show },
        now!,
        // Unlike for a change, all of the group is seen.
        undefined,
      )
    },
    // What is wrong with them is said once it is known who asks, and of which group.
    body: readJson(T.Object({ addresses: T.Array(T.String()) }), (sent) => sent),
    response: { 200: SHOWN },
    errors: [400, 403, 404, 412],
    async handle({ tx, ctx, env, target: now, body }) {
      const addresses = normalAddresses(isDict(body) ? body['addresses'] : undefined)
      const after = change(now, addresses)
      const at = secondsNow(env.clock)
      const row = await addressGroupRows.change(tx, now, { addresses: after }, at)
      // Each of them counts, as each is a row upstream.
      await addressGroupRows.touch(tx, [now.id], at, Math.max(addresses.length - 1, 0))
      requireRevision(ctx, now)
      const shown = { ...row, revision_number: now.revision_number + addresses.length }
      return {
        address_group: {
          ...view.show(shown, ctx, undefined),
          shared: now.shared,
          standard_attr_id: await serialOf(tx, now.id),
        },
      }
    },
  })
}

export const addressOperations = [
  changeOfAddresses({
    verb: 'add_addresses',
    summary: 'Add addresses to an address group',
    policy: ADD_ADDRESSES,
    change: withAddresses,
  }),
  changeOfAddresses({
    verb: 'remove_addresses',
    summary: 'Remove addresses from an address group',
    policy: REMOVE_ADDRESSES,
    change: withoutAddresses,
  }),
]
