/**
 * What volumes took over from the images they were made from. Source: openstack/cinder
 * cinder/api/contrib/volume_image_metadata.py.
 */
import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { closed } from '../../kernel/view.ts'
import { changeMetadata, toRecord } from '../metadata/metadata.ts'
import { operation } from '../operation.ts'
import { bare } from '../volumes/attach.schemas.ts'
import { VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { volumeOfProject, volumeTarget } from '../volumes/volumes.ops.ts'
import { GET_METADATA } from '../volumes/volumes.policies.ts'
import { imageItemsOf, removeImageItem, writeImageItems } from './image-metadata.store.ts'
import { REMOVE_IMAGE_METADATA, SET_IMAGE_METADATA } from './policies.ts'

const PATH = '/volumes/{volume_id}/action'

/** Values are longer than those of other metadata may be. */
const IMAGE_METADATA = T.Record(
  T.String({ pattern: '^[a-zA-Z0-9-_:. /]{1,255}$' }),
  T.String({ format: 'mysql_text' }),
  { additionalProperties: false },
)

const METADATA_ANSWER = closed({ metadata: T.Record(T.String(), T.String()) })

function noImageMetadata(id: string) {
  return notFound(`Glance metadata for volume/snapshot ${id} cannot be found.`)
}

const set = operation({
  id: 'volumes.set_image_metadata',
  method: 'POST',
  path: PATH,
  action: 'os-set_image_metadata',
  summary: 'Write down what a volume took over from its image',
  policy: SET_IMAGE_METADATA,
  target: volumeOfProject,
  body: closed({ 'os-set_image_metadata': closed({ metadata: IMAGE_METADATA }) }),
  response: { 200: METADATA_ANSWER },
  errors: [400, 403, 404],
  async handle({ tx, target, body }) {
    refuseUnlessAllowed(VOLUME_ACTIONS.updateMetadata, target)
    const stored = await imageItemsOf(tx, target.serial)
    const { metadata: asked } = body['os-set_image_metadata']
    const { writes, result } = changeMetadata(stored, asked, 'merge')
    await writeImageItems(tx, target.serial, writes)
    return { metadata: result }
  },
})

const show = operation({
  id: 'volumes.show_image_metadata',
  method: 'POST',
  path: PATH,
  action: 'os-show_image_metadata',
  summary: 'Show what a volume took over from its image',
  policy: GET_METADATA,
  target: volumeTarget,
  body: bare('os-show_image_metadata'),
  transaction: 'read',
  lock: 'none',
  response: { 200: METADATA_ANSWER },
  errors: [403, 404],
  async handle({ tx, target }) {
    const items = await imageItemsOf(tx, target.serial)
    if (items.length === 0) throw noImageMetadata(target.id)
    return { metadata: toRecord(items) }
  },
})

const unset = operation({
  id: 'volumes.unset_image_metadata',
  method: 'POST',
  path: PATH,
  action: 'os-unset_image_metadata',
  summary: 'Remove something that a volume took over from its image',
  policy: REMOVE_IMAGE_METADATA,
  target: volumeOfProject,
  body: closed({
    'os-unset_image_metadata': closed({ key: T.String({ minLength: 1, maxLength: 255 }) }),
  }),
  response: { 200: null },
  errors: [400, 403, 404],
  async handle({ tx, target, body }) {
    const { key } = body['os-unset_image_metadata']
    const isThere = Object.hasOwn(target.imageMetadata ?? {}, key)
    if (!isThere) throw noImageMetadata(target.id)
    refuseUnlessAllowed(VOLUME_ACTIONS.deleteMetadata, target)
    await removeImageItem(tx, target.serial, key)
  },
})

export const imageMetadataOperations = [set, show, unset]
