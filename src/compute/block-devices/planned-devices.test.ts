/** Which disks follow from what a client asks for. */
import { describe, expect, test } from 'vitest'
import {
  ephemeral,
  image,
  IMAGE,
  newer,
  ofImage,
  older,
  plan,
  root,
  SNAPSHOT,
  swap,
  volume,
  VOLUME,
  type More,
} from '../../../test/support/planned-devices.ts'
import type { SentDevices } from './asked-devices.ts'
import { isVolumeBacked, type PlannedDevice } from './block-device.ts'
import { deviceNames } from './device-names.ts'

/** In short: `source>destination@place size name`. */
function shown(devices: readonly PlannedDevice[]): string[] {
  const names = deviceNames(devices, null)
  return devices.map((device) => {
    const { source, destination, bootIndex, size } = device
    return `${source}>${destination}@${bootIndex} ${size} ${names.get(device)}`
  })
}

describe('the disks of a server', () => {
  test.each<[string, SentDevices, More, string[]]>([
    ['an image', { imageRef: IMAGE }, {}, ['image>local@0 null /dev/vda']],
    [
      'what the flavor has more',
      { imageRef: IMAGE },
      { ephemeral: 2, swap: 512 },
      ['image>local@0 null /dev/vda', 'blank>local@-1 2 /dev/vdb', 'blank>local@-1 512 /dev/vdc'],
    ],
    [
      'an image beside a volume',
      ofImage(newer(image, volume)),
      {},
      ['image>local@0 null /dev/vda', 'volume>volume@null null /dev/vdb'],
    ],
    [
      'a volume, and an image that is only named',
      ofImage(newer(root)),
      {},
      ['volume>volume@0 null /dev/vda'],
    ],
    [
      'indexes as texts, and a volume whose place nobody says',
      newer(
        { ...root, boot_index: '0', destination_type: undefined },
        { ...volume, boot_index: '-1' },
      ),
      {},
      ['volume>volume@0 null /dev/vda', 'volume>volume@-1 null /dev/vdb'],
    ],
    [
      'names that are given',
      newer({ ...root, device_name: 'vdc' }, { ...volume, device_name: '/dev/sdq' }, volume),
      {},
      [
        'volume>volume@0 null /dev/vdc',
        'volume>volume@null null /dev/sdq',
        'volume>volume@null null /dev/vda',
      ],
    ],
    [
      'less than the flavor has',
      ofImage(newer(image, { ...ephemeral, volume_size: 1 }, { ...swap, volume_size: '5' })),
      { ephemeral: 2, swap: 512 },
      ['image>local@0 null /dev/vda', 'blank>local@null 1 /dev/vdb', 'blank>local@null 5 /dev/vdc'],
    ],
    [
      'one without a name, in the older form',
      ofImage(older({ volume_id: VOLUME })),
      {},
      ['image>local@0 null /dev/vda', 'volume>volume@-1 null /dev/vdb'],
    ],
    [
      'the first one by its name, in the older form',
      older({ volume_id: VOLUME, device_name: 'vda' }),
      {},
      ['volume>volume@0 null /dev/vda'],
    ],
    [
      'a volume instead of the image, in the older form',
      ofImage(older({ volume_id: VOLUME, device_name: '/dev/vda' })),
      {},
      ['volume>volume@0 null /dev/vda'],
    ],
    [
      'swap and ephemeral disks, in the older form',
      ofImage(
        older(
          { virtual_name: 'swap', device_name: 'vdc' },
          { virtual_name: 'ephemeral0', device_name: 'vdd' },
        ),
      ),
      { ephemeral: 2, swap: 512 },
      [
        'image>local@0 null /dev/vda',
        'blank>local@-1 null /dev/vdc',
        'blank>local@-1 null /dev/vdd',
      ],
    ],
    [
      'none of a name',
      ofImage(older({ device_name: 'vdb', no_device: 'true' })),
      {},
      ['image>local@0 null /dev/vda'],
    ],
  ])('are %s', (_, sent, more, expected) => {
    expect(shown(plan(sent, more))).toEqual(expected)
  })

  test('are those of the server that an image was made of, and what a client says instead', () => {
    const boot = {
      source_type: 'snapshot',
      destination_type: 'volume',
      snapshot_id: SNAPSHOT,
      boot_index: 0,
      volume_size: 3,
      device_name: '/dev/vda',
      delete_on_termination: true,
    }
    const other = { ...boot, boot_index: null, device_name: '/dev/vdb' }
    const properties = { bdm_v2: 'True', block_device_mapping: JSON.stringify([boot, other]) }
    const ofOld = { ...properties, bdm_v2: '' }
    const expected = ['snapshot>volume@0 3 /dev/vda', 'snapshot>volume@null 3 /dev/vdb']
    expect(shown(plan({ imageRef: IMAGE }, { properties }))).toEqual(expected)
    expect(shown(plan(ofImage(newer(image)), { properties }))).toEqual(expected)
    const instead = ofImage(newer(image, { ...volume, device_name: 'vdb' }))
    expect(shown(plan(instead, { properties }))).toEqual([
      'volume>volume@null null /dev/vdb',
      'snapshot>volume@0 3 /dev/vda',
    ])
    expect(shown(plan({ imageRef: IMAGE }, { properties: ofOld }))).toEqual([
      'snapshot>volume@0 3 /dev/vda',
      'snapshot>volume@-1 3 /dev/vdb',
    ])
    expect(isVolumeBacked(plan({ imageRef: IMAGE }, { properties }))).toBe(true)
  })

  test('are also those that an image maps, as far as the flavor has them', () => {
    const mappings = JSON.stringify([
      { virtual: 'ami', device: 'vda' },
      { virtual: 'ephemeral0', device: 'vdq' },
      { virtual: 'swap', device: '/dev/vdr' },
    ])
    const got = plan({ imageRef: IMAGE }, { properties: { mappings }, ephemeral: 4 })
    expect(shown(got)).toEqual(['image>local@0 null /dev/vda', 'blank>local@-1 4 /dev/vdq'])
    const broken = { mappings: '{', block_device_mapping: '3' }
    expect(shown(plan({ imageRef: IMAGE }, { properties: broken }))).toHaveLength(1)
  })
})
