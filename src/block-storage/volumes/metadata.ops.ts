import { notFound } from '../../kernel/faults.ts'
import { metadataOperations } from '../metadata/metadata.ops.ts'
import { itemsOfVolume, removeItems, writeItems } from './metadata.store.ts'
import { volumeAttributes, refuseFrozenMetadata, volumeNotFound, type VolumeHead } from './volume.ts'
import {
  CREATE_METADATA,
  DELETE_METADATA,
  GET,
  GET_METADATA,
  UPDATE_METADATA,
} from './volumes.policies.ts'
import { findHead, findHeadToChange } from './volumes.store.ts'

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
  async find(tx, ctx, id, toChange) {
    const volume = await (toChange ? findHeadToChange(tx, id) : findHead(tx, id))
    if (volume === undefined || !ctx.allows(GET, volumeAttributes(volume))) throw volumeNotFound(id)
    return volume
  },
  attributes: volumeAttributes,
  refuseChange: refuseFrozenMetadata,
  noSuchKey: (id, key) => notFound(`Volume ${id} has no metadata with key ${key}.`),
  items: (tx, volume) => itemsOfVolume(tx, volume.serial),
  write: writeItems,
  remove: (tx, volume, keys) => removeItems(tx, volume.serial, keys),
})
