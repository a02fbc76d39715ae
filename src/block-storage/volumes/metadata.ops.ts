import { notFound } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { metadataOperations } from '../metadata/metadata.ops.ts'
import { METADATA, metadataBodies } from '../metadata/metadata.ts'
import { volumeMetadata } from '../metadata/metadata.store.ts'
import { volumeAttributes, volumeNotFound, type VolumeHead } from './volume.ts'
import {
  CREATE_METADATA,
  DELETE_METADATA,
  GET,
  GET_METADATA,
  UPDATE_METADATA,
} from './volumes.policies.ts'
import { findHead } from './volumes.store.ts'
import { VOLUME_ACTIONS } from './volume-actions.ts'

export const volumeMetadataOperations = metadataOperations<VolumeHead>({
  resource: 'volumes',
  what: 'a volume',
  path: '/volumes/{volume_id}',
  parameter: 'volume_id',
  rules: {
    read: GET_METADATA,
    create: CREATE_METADATA,
    update: UPDATE_METADATA,
    delete: DELETE_METADATA,
  },
  bodies: metadataBodies(METADATA, { additionalProperties: false }),
  hasEtags: true,
  answers: 'changes first',
  async find(tx, ctx, id, lock) {
    const found = await findHead(tx, id, lock)
    if (found === undefined || !ctx.allows(GET, volumeAttributes(found.head))) return undefined
    return { owner: found.head, items: found.items }
  },
  missing: volumeNotFound,
  attributes: volumeAttributes,
  refuseChange(volume, doing) {
    const { updateMetadata, deleteMetadata } = VOLUME_ACTIONS
    refuseUnlessAllowed(doing === 'Updating' ? updateMetadata : deleteMetadata, volume)
  },
  noSuchKey: (id, key) => notFound(`Volume ${id} has no metadata with key ${key}.`),
  write: volumeMetadata.writeItems,
  remove: (tx, volume, keys) => volumeMetadata.removeItems(tx, volume.serial, keys),
})
