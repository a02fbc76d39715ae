import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { Viewer } from '../images/image.ts'
import type { ImageMembersTable, MemberStatus } from '../storage/tables.ts'

export type MemberRow = Selectable<ImageMembersTable>

/** Whose members somebody looks at. */
interface Shared {
  readonly id: string
  readonly owner: string | null
}

/** In the order in which they were added: all for the owner, else what is the viewer's own. */
export function membersOf(tx: Tx, image: Shared, viewer: Viewer): Promise<MemberRow[]> {
  return visibleMembers(tx, image, viewer).orderBy('serial').execute()
}

export function findMember(
  tx: Tx,
  image: Shared,
  viewer: Viewer,
  member: string,
): Promise<MemberRow | undefined> {
  return visibleMembers(tx, image, viewer).where('member', '=', member).executeTakeFirst()
}

function visibleMembers(tx: Tx, image: Shared, { projectId, isAdmin }: Viewer) {
  const members = tx.db.selectFrom('image_members').selectAll().where('image_id', '=', image.id)
  const seesAll = isAdmin || (image.owner !== null && image.owner === projectId)
  return seesAll ? members : members.where('member', '=', projectId ?? '')
}

export async function countMembers(tx: Tx, imageId: string): Promise<number> {
  const { count } = await tx.db
    .selectFrom('image_members')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('image_id', '=', imageId)
    .executeTakeFirstOrThrow()
  return count
}

export interface NewMember {
  readonly imageId: string
  readonly member: string
  readonly at: string
}

/** Undefined where it is one already. */
export function insertMember(
  tx: Tx,
  { imageId, member, at }: NewMember,
): Promise<MemberRow | undefined> {
  return tx.db
    .insertInto('image_members')
    .values({ image_id: imageId, member, status: 'pending', created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.columns(['image_id', 'member']).doNothing())
    .returningAll()
    .executeTakeFirst()
}

export async function setMemberStatus(
  tx: Tx,
  { serial }: MemberRow,
  status: MemberStatus,
  at: string,
): Promise<void> {
  await tx.db
    .updateTable('image_members')
    .set({ status, updated_at: at })
    .where('serial', '=', serial)
    .execute()
}

export async function deleteMember(tx: Tx, { serial }: MemberRow): Promise<void> {
  await tx.db.deleteFrom('image_members').where('serial', '=', serial).execute()
}
