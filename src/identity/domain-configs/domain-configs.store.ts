import { parseExactly } from '../../kernel/python.ts'
import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityDomainConfigsTable } from '../storage/domain-configs.tables.ts'
import { isSealed, type Vault } from '../../kernel/vault.ts'
import type { Option, Part } from './domain-configs.ts'

type Row = Selectable<IdentityDomainConfigsTable>
type Key = Pick<Row, 'domain_id' | 'group_name' | 'option_name'>

/** What a sensitive option is encrypted for. */
function optionId({ domain_id: domain, group_name: group, option_name: option }: Key): string {
  return `option ${domain} ${group} ${option}`
}

/** All options of a domain, or those of a group, or one. What is sensitive is not opened. */
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
    value: parseExactly(row.value),
    sensitive: row.sensitive === 1,
  }))
}

/** Adds options, and replaces those that are there. What is sensitive lies encrypted. */
export async function putOptions(
  tx: Tx,
  vault: Vault,
  domainId: string,
  options: readonly Option[],
): Promise<void> {
  for (const { group, option, value: plain, sensitive } of options) {
    const id = optionId({ domain_id: domainId, group_name: group, option_name: option })
    const value = sensitive ? vault.seal(JSON.stringify(plain), id) : plain
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

/** Encrypts what is sensitive and was stored as it was. */
export async function sealOptions(tx: Tx, vault: Vault): Promise<void> {
  for (const row of await plainOptions(tx)) {
    await tx.db
      .updateTable('identity_domain_configs')
      .set({ value: JSON.stringify(vault.seal(row.value, optionId(row))) })
      .where('domain_id', '=', row.domain_id)
      .where('group_name', '=', row.group_name)
      .where('option_name', '=', row.option_name)
      .where('value', '=', row.value)
      .execute()
  }
}

export async function plainOptions(tx: Tx): Promise<Row[]> {
  const rows = await tx.db
    .selectFrom('identity_domain_configs')
    .selectAll()
    .where('sensitive', '=', 1)
    .execute()
  return rows.filter(({ value }) => !isSealed(JSON.parse(value)))
}
