/**
 * The disks that an image names: those of a server from which it was made, or what its owner wrote
 * there. Source: openstack/nova nova/compute/api.py (_get_image_defined_bdms, _prepare_image_mapping).
 */
import { listedObjects } from '../../kernel/listed-objects.ts'
import { isSwapOrEphemeral, legacyDevice, type AskedDevice } from './asked-devices.ts'
import type { DestinationType, LegacyDevice, SourceType } from './block-device.schemas.ts'
import { invalidFormat, NO_DEVICE, withDev } from './block-device.ts'

type Properties = Readonly<Record<string, string>>
type Item = Readonly<Record<string, unknown>>

const SOURCES = ['image', 'volume', 'snapshot', 'blank']

/**
 * @param inOrder says of devices of the older form which boots
 * @throws Fault 400
 */
export function devicesOfImage(
  properties: Properties,
  flavor: { readonly ephemeral: number; readonly swap: number },
  inOrder: (devices: readonly AskedDevice[]) => readonly AskedDevice[],
): readonly AskedDevice[] {
  const items = itemsOf(properties['block_device_mapping'])
  const devices = properties['bdm_v2']
    ? items.map(deviceOf)
    : inOrder(items.map((item) => legacyDevice(item as LegacyDevice)))
  const names = new Set(devices.flatMap(({ deviceName }) => deviceName ?? []))
  const blanks = itemsOf(properties['mappings']).flatMap((item) => blankOf(item, flavor))
  return [...devices, ...blanks.filter(({ deviceName }) => !names.has(deviceName ?? ''))]
}

function itemsOf(text: string | undefined): readonly Item[] {
  return text ? listedObjects(text) : []
}

function deviceOf(item: Item): AskedDevice {
  const string = (key: string) => {
    const value = item[key]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const number = (key: string) => {
    const value = item[key] ?? null
    return value === null || !Number.isInteger(Number(value)) ? null : Number(value)
  }
  const isNone = Boolean(item['no_device'])
  const source = string('source_type')
  if (!isNone && (source === null || !SOURCES.includes(source))) {
    throw invalidFormat('Some required fields are missing')
  }
  const name = string('device_name')
  return {
    ...NO_DEVICE,
    ...{ isNone, source: source as SourceType | null },
    destination: string('destination_type') as DestinationType | null,
    ...{ imageId: string('image_id'), snapshotId: string('snapshot_id') },
    ...{ volumeId: string('volume_id'), volumeType: string('volume_type') },
    ...{ size: number('volume_size'), bootIndex: number('boot_index') },
    deviceName: name && withDev(name),
    ...{ deviceType: string('device_type'), diskBus: string('disk_bus') },
    ...{ guestFormat: string('guest_format'), tag: string('tag') },
    deleteOnTermination: item['delete_on_termination'] === true,
  }
}

/** Swap and ephemeral disks alone; those that the flavor has none of are left out. */
function blankOf(item: Item, flavor: { ephemeral: number; swap: number }): AskedDevice[] {
  const { virtual, device, guest_format: format } = item
  if (typeof virtual !== 'string' || typeof device !== 'string') return []
  if (!isSwapOrEphemeral(virtual)) return []
  const isSwap = virtual === 'swap'
  const size = isSwap ? flavor.swap : flavor.ephemeral
  if (size === 0) return []
  return [
    {
      ...NO_DEVICE,
      ...{ isNone: false, source: 'blank', destination: 'local', size },
      ...{ bootIndex: -1, deviceType: 'disk', deleteOnTermination: true },
      deviceName: withDev(device),
      guestFormat: isSwap ? 'swap' : typeof format === 'string' ? format : null,
    },
  ]
}
