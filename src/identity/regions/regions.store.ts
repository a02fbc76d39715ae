import type { Insertable, Selectable } from 'kysely'
import { sql } from 'kysely'
import { conflict, forbidden } from '../../kernel/faults.ts'
import { columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type { IdentityRegionsTable } from '../storage/tables.ts'
import { missing } from '../faults.ts'

export type RegionRow = Selectable<IdentityRegionsTable>

export const REGIONS: ListSource = {
  table: 'identity_regions',
  columns: columns({ parent_region_id: text({ nullable: true }) }),
  made: ['serial'],
}

export function findRegion(tx: Tx, id: string): Promise<RegionRow | undefined> {
  return tx.db.selectFrom('identity_regions').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listRegions(tx: Tx, request: ListRequest): Promise<RegionRow[]> {
  return rowsAndOneMore(tx, REGIONS, '*', request)
}

/** The ids of all regions above, the nearest first. */
export async function regionsAbove(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive above (id, height) as (
      select parent_region_id, 1 from identity_regions
      where id = ${id} and parent_region_id is not null
      union
      select parent_region_id, height + 1 from identity_regions join above using (id)
      where parent_region_id is not null and height < 100
    )
    select id from above order by height`.execute(tx.db)
  return rows.map((row) => row.id)
}

/** @throws 404 for a parent that is not there, 409 where the id is taken */
export async function insertRegion(tx: Tx, row: Insertable<IdentityRegionsTable>): Promise<void> {
  try {
    await tx.db.insertInto('identity_regions').values(row).execute()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw missing('region', row.parent_region_id ?? '')
    if (!(error instanceof UniqueViolation)) throw error
    throw conflict(`Conflict occurred attempting to store region - Duplicate ID, ${row.id}..`)
  }
}

/** @throws 404 for a parent that is not there */
export async function updateRegion(
  tx: Tx,
  id: string,
  changes: Omit<RegionRow, 'id'>,
): Promise<void> {
  try {
    await tx.db.updateTable('identity_regions').set(changes).where('id', '=', id).execute()
  } catch (error) {
    if (!(error instanceof ForeignKeyViolation)) throw error
    throw missing('region', changes.parent_region_id ?? '')
  }
}

/** With a region go those below it. @throws 403 where endpoints lie in any of them */
export async function deleteRegion(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    with recursive below (id, depth) as (
      select id, 1 from identity_regions where id = ${id}
      union
      select child.id, depth + 1 from identity_regions child
      join below on child.parent_region_id = below.id where depth < 100
    )
    select id from below order by depth desc`.execute(tx.db)
  try {
    for (const row of rows) {
      await tx.db.deleteFrom('identity_regions').where('id', '=', row.id).execute()
    }
  } catch (error) {
    if (!(error instanceof ForeignKeyViolation)) throw error
    throw forbidden(
      `Unable to delete region ${id} because it or its child regions have associated endpoints.`,
    )
  }
}
