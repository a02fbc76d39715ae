import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { metadataBodies } from '../metadata/metadata.ts'
import { metadataOperations } from '../metadata/metadata.ops.ts'
import { snapshotMetadata } from '../metadata/metadata.store.ts'
import { isVisible, snapshotAttributes, snapshotNotFound, type SnapshotHead } from './snapshot.ts'
import { DELETE_METADATA, GET, GET_METADATA, UPDATE_METADATA } from './snapshots.policies.ts'
import { findSnapshotWithItems } from './snapshots.store.ts'

/** Unlike those of volumes, keys have no slashes here. */
const METADATA = T.Record(
  T.String({ pattern: '^[a-zA-Z0-9-_:. ]{1,255}$' }),
  T.String({ maxLength: 255 }),
  { additionalProperties: false },
)

export const snapshotMetadataOperations = metadataOperations<SnapshotHead>({
  resource: 'snapshots',
  what: 'a snapshot',
  path: '/snapshots/{snapshot_id}',
  parameter: 'snapshot_id',
  rules: {
    read: GET_METADATA,
    create: UPDATE_METADATA,
    update: UPDATE_METADATA,
    delete: DELETE_METADATA,
  },
  // Source: openstack/cinder cinder/api/schemas/snapshot_metadata.py.
  bodies: metadataBodies(METADATA, { additionalProperties: true }),
  hasEtags: false,
  answers: 'as stored',
  async find(tx, ctx, id, lock) {
    const found = await findSnapshotWithItems(tx, id, lock)
    if (found === undefined || !isVisible(ctx, found.snapshot)) return undefined
    ctx.authorize(GET, snapshotAttributes(found.snapshot))
    return { owner: found.snapshot, items: found.items }
  },
  missing: snapshotNotFound,
  attributes: snapshotAttributes,
  noSuchKey: (id, key) => notFound(`Snapshot ${id} has no metadata with key ${key}.`),
  write: snapshotMetadata.writeItems,
  remove: (tx, snapshot, keys) => snapshotMetadata.removeItems(tx, snapshot.serial, keys),
})
