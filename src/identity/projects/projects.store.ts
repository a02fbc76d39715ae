import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'

const getDomainByName = statement((db, p: { name: string }) =>
  db
    .selectFrom('identity_projects')
    .select(['id', 'enabled'])
    .where('name', '=', p.name)
    .where('is_domain', '=', 1),
)

const getProjectByName = statement((db, p: { name: string; domainId: string }) =>
  db
    .selectFrom('identity_projects')
    .select('id')
    .where('name', '=', p.name)
    .where('domain_id', '=', p.domainId)
    .where('is_domain', '=', 0),
)

export function domainByName(
  tx: Tx,
  name: string,
): Promise<{ id: string; enabled: number } | undefined> {
  return tx.first(getDomainByName, { name })
}

export function projectIdByName(
  tx: Tx,
  name: string,
  domainId: string,
): Promise<string | undefined> {
  return tx.first(getProjectByName, { name, domainId }).then((row) => row?.id)
}
