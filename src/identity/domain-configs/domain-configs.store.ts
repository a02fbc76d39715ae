import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityDomainConfigsTable } from '../../storage/identity-domain-configs.tables.ts'
import type { Option, Part } from './domain-configs.ts'

type Row = Selectable<IdentityDomainConfigsTable>

/** All options of a domain, or those of a group, or one. */
export async function optionsOf(tx: Tx, domainId: string, part: Part): Promise<Option[]> {
  let select = tx.db
    .selectFrom('identity_domain_configs')
    .selectAll()
    .where('domain_id', '=', domainId)
    .orderBy('group_name')
    .orderBy('option_name')
  if (part.group !== undefined) select = select.where('group_name', '=', part.group)
  if (part.option !== undefined) select = select.where('option_name', '=', part.option)
  return (await select.execute()).map((row: Row) => ({
    group: row.group_name,
    option: row.option_name,
    value: JSON.parse(row.value) as unknown,
    sensitive: row.sensitive === 1,
  }))
}

/** Adds options, and replaces those that are there. */
export async function putOptions(
  tx: Tx,
  domainId: string,
  options: readonly Option[],
): Promise<void> {
  for (const { group, option, value, sensitive } of options) {
    const changes = { value: JSON.stringify(value), sensitive: sensitive ? 1 : 0 }
    await tx.db
      .insertInto('identity_domain_configs')
      .values({ domain_id: domainId, group_name: group, option_name: option, ...changes })
      .onConflict((conflict) =>
        conflict.columns(['domain_id', 'group_name', 'option_name']).doUpdateSet(changes),
      )
      .execute()
  }
}

export async function deleteOptions(tx: Tx, domainId: string, part: Part): Promise<void> {
  let remove = tx.db.deleteFrom('identity_domain_configs').where('domain_id', '=', domainId)
  if (part.group !== undefined) remove = remove.where('group_name', '=', part.group)
  if (part.option !== undefined) remove = remove.where('option_name', '=', part.option)
  await remove.execute()
}
