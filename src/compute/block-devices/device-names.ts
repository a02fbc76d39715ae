/**
 * What the disks of a server are called in it. Source: openstack/nova nova/compute/utils.py
 * (get_next_device_name), nova/block_device.py (match_device, get_device_letter),
 * nova/compute/manager.py (_default_block_device_names).
 */
import { badRequest, conflict } from '../../kernel/faults.ts'
import { isEphemeral, isSwap, rootDevice, withoutDev, type PlannedDevice } from './block-device.ts'

/** As machines of KVM call the first of the disks that they have by virtio. */
export const FIRST_DEVICE = '/dev/vda'

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
/** From the first: a … z, aa … zz. */
const PLACES = [...LETTERS, ...LETTERS.flatMap((first) => LETTERS.map((last) => first + last))]

interface Parts {
  /** As `/dev/vd`. */
  readonly prefix: string
  readonly letters: string
}

function partsOf(name: string): Parts | undefined {
  const [, prefix, letters] = /^(\/dev\/x?[a-z]?d?)([a-z]+)[0-9]*$/.exec(name) ?? []
  return prefix === undefined || letters === undefined ? undefined : { prefix, letters }
}

function lettersOf(name: string): string {
  return withoutDev(name)
    .replace(/^(x?v|s|h)d/, '')
    .replaceAll(/\d+/g, '')
}

/**
 * The name of one more disk: the next that is free, or the one that is asked for with the prefix of
 * the root disk.
 * @param used names of those that are there, the root disk among them
 * @throws Fault 400, 409
 */
export function nextDeviceName(
  used: readonly string[],
  root: string = FIRST_DEVICE,
  asked?: string,
): string {
  const wanted = asked === undefined ? undefined : partsOf(asked)
  if (asked !== undefined && wanted === undefined) {
    throw badRequest(`The supplied device path (${asked}) is invalid.`)
  }
  const { prefix } = partsOf(root) ?? partsOf(FIRST_DEVICE)!
  const taken = new Set(used.map(lettersOf))
  const letters = wanted?.letters ?? PLACES.find((place) => !taken.has(place)) ?? 'aaa'
  if (taken.has(letters)) {
    throw conflict(`The supplied device path (${asked}) is in use.`)
  }
  return prefix + letters
}

type Named = Pick<
  PlannedDevice,
  'source' | 'destination' | 'guestFormat' | 'bootIndex' | 'deviceName'
>

/**
 * Gives the disks of a new server their names.
 * @param rootName what the image calls the root disk
 */
export function deviceNames<D extends Named>(
  devices: readonly D[],
  rootName: string | null,
): ReadonlyMap<D, string> {
  const root = rootDevice(devices)
  const rootDeviceName = root?.deviceName ?? rootName ?? FIRST_DEVICE
  const names = new Map<D, string>()
  for (const device of devices) {
    const name = device === root ? rootDeviceName : device.deviceName
    if (name !== null) names.set(device, name)
  }
  for (const device of inNamingOrder(devices)) {
    if (names.has(device)) continue
    names.set(device, nextDeviceName([...names.values(), rootDeviceName], rootDeviceName))
  }
  return names
}

/** Images, ephemeral disks, swap, volumes, and what is none of these. */
function inNamingOrder<D extends Named>(devices: readonly D[]): readonly D[] {
  const place = (device: D) => {
    if (device.source === 'image' && device.destination === 'local') return 0
    if (isEphemeral(device)) return 1
    if (isSwap(device)) return 2
    return device.destination === 'volume' ? 3 : 4
  }
  return devices.toSorted((a, b) => place(a) - place(b))
}
