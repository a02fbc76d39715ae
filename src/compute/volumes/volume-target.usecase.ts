import type { ShownSnapshot, ShownVolume } from '../../block-storage/facade.ts'
import { target } from '../operation.ts'
import { asRefusedBy } from '../proxied.ts'
import { refusedBy, snapshotNotFound, volumeNotFound } from './volume.ts'

/** A volume that Block Storage shows to who asks. */
export const volumeTarget = target<ShownVolume, { readonly volume_id: string }>({
  load(tx, { ctx, env, params: { volume_id: id } }) {
    const asked = env.facades['block-storage'].proxyFor(ctx).volume(tx, id)
    return asRefusedBy(
      asked,
      refusedBy(ctx, () => volumeNotFound(id)),
    )
  },
  missing: ({ volume_id: id }) => volumeNotFound(id),
})

/** The same of snapshots. */
export const snapshotTarget = target<ShownSnapshot, { readonly snapshot_id: string }>({
  load(tx, { ctx, env, params: { snapshot_id: id } }) {
    const asked = env.facades['block-storage'].proxyFor(ctx).snapshot(tx, id)
    return asRefusedBy(
      asked,
      refusedBy(ctx, () => snapshotNotFound(id)),
    )
  },
  missing: ({ snapshot_id: id }) => snapshotNotFound(id),
})
