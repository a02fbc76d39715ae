/**
 * What is refused of a new server without asking anybody. Source: openstack/nova
 * nova/api/openstack/compute/servers.py (create), nova/compute/api.py (_validate_flavor_image).
 */
import { badRequest, forbidden, type Fault } from '../../kernel/faults.ts'
import type { BootImage as KnownImage } from '../block-devices/prepare-devices.usecase.ts'
import type { ServerAsked } from './create.schemas.ts'
import type { ServerFlavor } from './server.ts'

const BYTES_PER_GIB = 2 ** 30

/** How many servers are wanted. */
export interface Counts {
  readonly least: number
  readonly most: number
}

/** By one request, also where quotas allow more: it holds up all others until it is done. */
const MOST_AT_ONCE = 1000

function tooMany(least: number): Fault {
  return forbidden(
    `Quota exceeded for instances: Requested ${BigInt(least)}, but already used 0 of ` +
      `${MOST_AT_ONCE} instances`,
  )
}

/** @throws 400, 403 */
export function countsOf({ min_count = 1, max_count = min_count }: ServerAsked): Counts {
  const [least, most] = [Number(min_count), Number(max_count)]
  if (least > most) throw badRequest('min_count must be <= max_count')
  if (least > MOST_AT_ONCE) throw tooMany(least)
  return { least, most: Math.min(most, MOST_AT_ONCE) }
}

export function noSuchFlavor(id: string): Fault {
  return badRequest(`Flavor ${id} could not be found.`)
}

/** The last part of an address is the id (nova/api/openstack/common.py, get_id_from_href). */
export function flavorIdOf({ flavorRef }: Pick<ServerAsked, 'flavorRef'>): string {
  const text = String(flavorRef)
  return /^(?:[a-z]+:\/\/|\/)/i.test(text) ? (text.split(/[?#]/)[0]!.split('/').at(-1) ?? '') : text
}

/** One that a volume was made from has no id here. */
type BootImage = KnownImage & { readonly id?: string }

/** What the root disk is made of. */
export interface Root {
  /** GiB of the volume that is to be made; undefined where it is no volume, or one that is there. */
  readonly volumeGib?: number | undefined
  readonly isVolume: boolean
  readonly mayBeZero: boolean
}

/** @throws 400, 403 */
export function refuseUnfit(image: BootImage, flavor: ServerFlavor, root: Root): void {
  const { id, status, properties, min_ram, min_disk, size } = image
  if (properties['cinder_encryption_key_id'] !== undefined) {
    throw badRequest(
      `Image ${id} is unacceptable: Direct booting of an image uploaded from an encrypted volume is ` +
        'unsupported.',
    )
  }
  if (status !== 'active') throw badRequest(`Image ${id} is not active.`)
  const drive = properties['img_config_drive'] ?? 'optional'
  if (drive !== 'optional' && drive !== 'mandatory') {
    throw badRequest(`Image's config drive option '${drive}' is invalid.`)
  }
  if (flavor.ram < min_ram) {
    throw badRequest("Flavor's memory is too small for requested image.")
  }
  refuseSize({ least: min_disk * BYTES_PER_GIB, size: size ?? 0 }, flavor, root)
}

/** Bytes. */
interface Sizes {
  readonly least: number
  readonly size: number
}

function refuseSize({ least, size }: Sizes, flavor: ServerFlavor, root: Root): void {
  if (root.isVolume) {
    const room = (root.volumeGib ?? Infinity) * BYTES_PER_GIB
    if (least <= room) return
    throw badRequest(
      'Volume is smaller than the minimum size specified in image metadata. Volume size is ' +
        `${room} bytes, minimum size is ${least} bytes.`,
    )
  }
  const room = flavor.disk * BYTES_PER_GIB
  if (room === 0) {
    if (root.mayBeZero) return
    throw forbidden('Only volume-backed servers are allowed for flavors with zero disk.')
  }
  const tooSmall = `Flavor's disk is too small for requested image. Flavor disk is ${room} bytes,`
  if (size > room) throw badRequest(`${tooSmall} image is ${size} bytes.`)
  if (least > room) throw badRequest(`${tooSmall} minimum size is ${least} bytes.`)
}
