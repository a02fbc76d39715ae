/** What the answer says of an image that is being made of a volume; the type as cinder keeps it. */
import { Type as T } from 'typebox'
import { SPECS } from '../../kernel/families/specs.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import { specsFor, type VolumeType } from '../volume-types/volume-types.ts'
import type { MadeImage } from './uploaded-image.ts'
import type { Volume } from './volume.ts'

const TEXT_OR_NULL = nullable(T.String())

export const UPLOADED = closed({
  id: T.String(),
  updated_at: TEXT_OR_NULL,
  status: T.Literal('uploading'),
  display_description: TEXT_OR_NULL,
  size: T.Integer(),
  volume_type: closed({
    id: T.String(),
    name: T.String(),
    description: TEXT_OR_NULL,
    is_public: T.Boolean(),
    extra_specs: SPECS,
    qos_specs_id: TEXT_OR_NULL,
    created_at: T.String(),
    updated_at: TEXT_OR_NULL,
    deleted_at: T.Null(),
    deleted: T.Boolean(),
  }),
  image_id: T.String(),
  container_format: TEXT_OR_NULL,
  disk_format: TEXT_OR_NULL,
  image_name: TEXT_OR_NULL,
  protected: T.Boolean(),
  visibility: T.String(),
})

export function uploadedView(volume: Volume, type: VolumeType, image: MadeImage) {
  const { updated_at: changed } = volume
  return {
    id: volume.id,
    updated_at: changed && shownTime(changed),
    status: 'uploading' as const,
    display_description: volume.description,
    size: volume.size,
    volume_type: {
      id: type.id,
      name: type.name,
      description: type.description,
      is_public: type.isPublic,
      extra_specs: specsFor(type, true),
      qos_specs_id: type.qosSpecsId,
      created_at: shownTime(type.createdAt),
      updated_at: type.updatedAt && shownTime(type.updatedAt),
      deleted_at: null,
      deleted: false,
    },
    image_id: image.id,
    container_format: image.container_format,
    disk_format: image.disk_format,
    image_name: image.name,
    protected: image.protected === 1,
    visibility: image.visibility,
  }
}
