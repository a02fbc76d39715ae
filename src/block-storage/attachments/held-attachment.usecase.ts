import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import type { Viewer } from '../volume-types/volume-types.ts'
import { findVolume } from '../volumes/volumes.store.ts'
import type { OwnedAttachment } from './attachment.ts'
import { findAttachment } from './attachments.store.ts'

/** An attachment that the viewer may know of; whoever changes it holds the row of its volume. */
export async function heldAttachment(
  tx: Tx,
  viewer: Viewer,
  id: string,
  lock: Lock | undefined,
): Promise<OwnedAttachment | undefined> {
  const found = await findAttachment(tx, viewer, id)
  if (found === undefined || lock === undefined || tx.dialect === 'sqlite') return found
  await findVolume(tx, found.volume_id, lock)
  return findAttachment(tx, viewer, id)
}
