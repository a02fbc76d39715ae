/**
 * Images that volumes are made from. Source: openstack/cinder cinder/volume/volume_utils.py
 * (check_image_metadata, get_volume_image_metadata), cinder/image/image_utils.py
 * (check_virtual_size), cinder/api/v3/volumes.py.
 */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { listedObjects } from '../../kernel/listed-objects.ts'
import type { ImageHead } from '../../image/facade.ts'
import { invalidInput } from './volume.ts'

const GIB = 1024 ** 3

export function imageNotUsable(): Fault {
  return badRequest('Invalid image identifier or unable to access requested image.')
}

export function imageNameAmbiguous(name: string): Fault {
  return conflict(`Multiple matches found for '${name}', use an ID to be more specific.`)
}

export function bootSnapshotNotFound(id: string): Fault {
  return notFound(`Nova specific image is found, but boot volume snapshot id:${id} not found.`)
}

/** @param sizeGib of the volume @throws 400 where the image cannot be written into it */
export function refuseImage(image: ImageHead, sizeGib: number): void {
  const { id, status, min_disk: least } = image
  if (status !== 'active') throw invalidInput(`Image ${id} is not active.`)
  const size = Math.ceil((image.size ?? 0) / GIB)
  if (size > sizeGib) {
    throw invalidInput(`Size of specified image ${size}GB is larger than volume size ${sizeGib}GB.`)
  }
  if (sizeGib < least) {
    throw invalidInput(
      `Volume size ${sizeGib}GB cannot be smaller than the image minDisk size ${least}GB.`,
    )
  }
  const virtual = Math.ceil((image.virtual_size ?? 0) / GIB)
  if (virtual > sizeGib) {
    throw badRequest(
      `Image ${id} is unacceptable: Image virtual size is ${virtual}GB and doesn't fit in a ` +
        `volume of size ${sizeGib}GB.`,
    )
  }
}

/** What a volume takes over from the image that it is made from, in the order in which it shows. */
export function imageMetadataOf(image: ImageHead): Record<string, string> {
  const { id, name, checksum, container_format, disk_format, min_disk, min_ram, size } = image
  return {
    ...known(image.properties),
    image_id: id,
    ...(name !== null && name !== '' && { image_name: name }),
    ...known({ checksum, container_format, disk_format, min_disk, min_ram, size }),
  }
}

function known(values: Readonly<Record<string, string | number | null>>): Record<string, string> {
  const set = Object.entries(values).filter(([, value]) => value !== null)
  return Object.fromEntries(set.map(([key, value]) => [key, String(value)]))
}

/** The snapshot that a server boots from which was booted from a volume when the image was made. */
export function bootSnapshotOf({ properties }: ImageHead): string | undefined {
  const text = properties['block_device_mapping']
  if (!text) return undefined
  const devices = listedObjects(text)
  const boot = devices.find(
    (device) => device['source_type'] === 'snapshot' && device['boot_index'] === 0,
  )
  const id = boot?.['snapshot_id']
  return typeof id === 'string' ? id : undefined
}
