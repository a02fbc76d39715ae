/** Rows of address groups. */
import type { Tx } from '../../storage/database.ts'
import { policiesOf } from '../rbac/grants.ts'
import { Rows } from '../rows/rows.store.ts'
import { ADDRESS_GROUPS } from './address-groups.table.ts'

export const addressGroupRows = new Rows(ADDRESS_GROUPS, {
  table: 'address_groups',
  elsewhere: ['shared'],
  members: { policies: policiesOf('id') },
})

/** Does a rule name the group? */
export async function isNamed(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('security_group_rules')
    .select('id')
    .where('remote_address_group_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** What a client is told of a group that was just changed: the number of its row. */
export async function serialOf(tx: Tx, id: string): Promise<number> {
  const row = await tx.db
    .selectFrom('address_groups')
    .select('serial')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.serial
}

export type AddressGroupRow = NonNullable<Awaited<ReturnType<typeof addressGroupRows.find>>>
