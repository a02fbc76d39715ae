import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { changedExtra, refuseOtherId } from '../changes.ts'
import { extraOf } from '../collections.ts'
import { missing } from '../faults.ts'
import { REGION_ATTRIBUTES, type NewRegion, type RegionChanges } from './regions.schemas.ts'
import {
  findRegion,
  insertRegion,
  regionsAbove,
  updateRegion,
  type RegionRow,
} from './regions.store.ts'

/** @throws 404 for a parent that is not there, 409 */
export async function createRegion(tx: Tx, id: string, asked: NewRegion): Promise<RegionRow> {
  const parentId = asked.parent_region_id || null
  if (parentId !== null && (await findRegion(tx, parentId)) === undefined) {
    throw missing('region', parentId)
  }
  const row = {
    id,
    description: asked.description ?? '',
    parent_region_id: parentId,
    extra: JSON.stringify(extraOf(asked, REGION_ATTRIBUTES)),
  }
  await insertRegion(tx, row)
  return row
}

/**
 * @param before locked
 * @throws 400 for another id and for a parent below the region itself, 404 for a missing parent
 */
export async function changeRegion(
  tx: Tx,
  before: RegionRow,
  changes: RegionChanges,
): Promise<RegionRow> {
  refuseOtherId(changes, before.id)
  const parentId = changes.parent_region_id
  if (parentId !== undefined) await refuseCircle(tx, before.id, parentId)
  const after = {
    description: (changes.description === undefined ? before : changes).description ?? '',
    parent_region_id: parentId === undefined ? before.parent_region_id : parentId,
    extra: changedExtra(before.extra, changes, REGION_ATTRIBUTES),
  }
  await updateRegion(tx, before.id, after)
  return { id: before.id, ...after }
}

async function refuseCircle(tx: Tx, id: string, parentId: string | null): Promise<void> {
  if (parentId === null) return
  if ((await findRegion(tx, parentId)) === undefined) throw missing('region', parentId)
  if (parentId !== id && !(await regionsAbove(tx, parentId)).includes(id)) return
  throw badRequest(
    `The specified parent region ${parentId} would create a circular region hierarchy.`,
  )
}
