import { conflict } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { Image } from '../images/image.ts'
import type { ImageEnv } from '../operation.ts'
import { storedName, tooManyMembers, type MemberName, type ShownMember } from './member.ts'
import { countMembers, insertMember } from './members.store.ts'

/** The image must be locked, so that nobody else adds one meanwhile. @throws Fault 409, 413 */
export async function addMember(
  tx: Tx,
  env: ImageEnv,
  { id }: Image,
  asked: MemberName,
): Promise<ShownMember> {
  const { maxMembers } = env.options
  const attempted = (await countMembers(tx, id)) + 1
  if (maxMembers >= 0 && attempted > maxMembers) throw tooManyMembers(id, attempted, maxMembers)
  const member = storedName(asked)
  const added = await insertMember(tx, { imageId: id, member, at: env.clock.isoNow() })
  if (added === undefined) throw conflict(`Member ${member} is duplicated for image ${id}`)
  return { ...added, member: asked }
}
