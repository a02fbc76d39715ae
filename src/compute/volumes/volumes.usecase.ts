/** Makes volumes by way of Compute. Source: nova/api/openstack/compute/volumes.py (create). */
import type { PostedVolume, ShownVolume } from '../../block-storage/facade.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { notFound } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import { asRefusedBy } from '../proxied.ts'
import { refusedBy, snapshotNotFound } from './volume.ts'

export interface AskedVolume {
  readonly volume_type?: string
  readonly metadata?: Record<string, unknown>
  readonly snapshot_id?: string
  readonly size: number | string
  readonly availability_zone?: string
  readonly display_name?: string
  readonly display_description?: string
}

/** @throws Fault 400, 403, 404 */
export async function createVolume(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  asked: AskedVolume,
): Promise<ShownVolume> {
  const storage = facades['block-storage'].proxyFor(ctx)
  const { snapshot_id: snapshotId } = asked
  if (snapshotId !== undefined) {
    const missing = () => snapshotNotFound(snapshotId)
    await asRefusedBy(storage.snapshot(tx, snapshotId), refusedBy(ctx, missing))
  }
  const sent: PostedVolume = {
    size: asked.size,
    snapshot_id: snapshotId,
    name: asked.display_name,
    description: asked.display_description,
    volume_type: asked.volume_type,
    availability_zone: asked.availability_zone,
    metadata: asked.metadata ?? {},
  }
  return asRefusedBy(storage.createVolume(tx, sent), (refused) =>
    refusedBy(ctx, () => notFound(refused.message))(refused),
  )
}
