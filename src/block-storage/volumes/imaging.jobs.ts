/** What goes on while images are made of volumes, and written over them. */
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { Type as T } from 'typebox'
import type { DiskFormat } from '../../drivers/disks/disk.ts'
import type { VolumePlace } from '../../drivers/volume/interface.ts'
import type { ImageFacade, ImageHead, ReceivedBytes } from '../../image/facade.ts'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import { addMessage } from '../messages/messages.usecase.ts'
import { VOLUME_PLACE } from '../places.ts'
import { REIMAGING, UPLOADING } from './imaging-actions.ts'
import { takeOverImage } from './image-of-volume.usecase.ts'
import type { VolumeJobParts } from './volumes.jobs.ts'
import { endAction, endReimaging } from './volumes.store.ts'

const GIB = 1024 ** 3

export const UPLOAD_IMAGE = jobKind({
  name: UPLOADING.job,
  version: 1,
  payload: T.Object({ volume: VOLUME_PLACE, imageId: T.String() }),
  realisticSeconds: [2, 6],
})

export const REIMAGE_VOLUME = jobKind({
  name: REIMAGING.job,
  version: 1,
  payload: T.Object({
    volume: T.Object({
      id: T.String(),
      sizeGib: T.Integer(),
      pool: T.Union([T.String(), T.Null()]),
    }),
    /** What the volume takes over from the image. */
    metadata: T.Record(T.String(), T.String()),
  }),
  realisticSeconds: [2, 6],
})

export interface ImagingJobParts extends VolumeJobParts {
  readonly facades: { readonly image: ImageFacade }
}

export function imagingJobs(parts: ImagingJobParts): readonly JobWork[] {
  return [uploadImage(parts), reimageVolume(parts)]
}

function uploadImage(parts: ImagingJobParts): JobWork {
  const { clock, facades } = parts
  return jobWork(UPLOAD_IMAGE, {
    steps: {
      upload: {
        async do({ volume, imageId }, _, { signal }) {
          await facades.image.receive(imageId, (image) => bytesFor(parts, volume, image), signal)
        },
      },
    },
    async finish(tx, { volume }) {
      const changes = { ...UPLOADING.done, updated_at: clock.isoNow() }
      await endAction(tx, UPLOADING, volume.id, changes)
    },
    async failed(tx, { volume, imageId }, _failure, { requestId }) {
      const changes = { ...UPLOADING.failed, updated_at: clock.isoNow() }
      const failed = await endAction(tx, UPLOADING, volume.id, changes)
      await facades.image.abandon(tx, imageId)
      if (failed === undefined) return
      await addMessage(tx, parts, {
        projectId: failed.project_id,
        requestId,
        resourceType: 'VOLUME',
        resourceId: volume.id,
        action: 'copyVolumeToImage',
        detail: 'uploadFailed',
      })
    },
  })
}

/** What a volume holds, in the formats that its image says. @throws JobRefused */
async function bytesFor(
  { volumes }: ImagingJobParts,
  volume: VolumePlace,
  { disk_format: format, container_format: container }: ImageHead,
): Promise<ReceivedBytes> {
  if (container === null) throw new JobRefused('the image has no container format')
  try {
    // Block Storage has asked for the image with one of them.
    const { bytes, digests } = await volumes.read(volume, format as DiskFormat)
    if (container === 'compressed') {
      // What goes wrong on either side ends both.
      return { bytes: pipeline(Readable.from(bytes), createGzip(), () => {}) }
    }
    return { bytes, known: digests && { ...digests, virtualSize: volume.sizeGib * GIB } }
  } catch (error) {
    throw error instanceof RangeError ? new JobRefused(error.message) : error
  }
}

function reimageVolume({ clock, volumes }: ImagingJobParts): JobWork {
  return jobWork(REIMAGE_VOLUME, {
    steps: {
      overwrite: {
        async do({ volume: { id, sizeGib, pool } }) {
          if (pool === null) throw new JobRefused('the volume lies nowhere')
          await volumes.overwrite({ id, sizeGib, pool })
        },
      },
    },
    async finish(tx, { volume, metadata }) {
      if (await endReimaging(tx, volume.id, undefined, clock.isoNow())) {
        await takeOverImage(tx, volume.id, metadata)
      }
    },
    async failed(tx, { volume }) {
      await endReimaging(tx, volume.id, REIMAGING.failed.status, clock.isoNow())
    },
  })
}
