/** Which disks no server can have, in Nova's words. */
import { describe, expect, test } from 'vitest'
import {
  ephemeral,
  image,
  newer,
  ofImage,
  older,
  plan,
  root,
  swap,
  volume,
  VOLUME,
  type More,
} from '../../../test/support/planned-devices.ts'
import type { SentDevices } from './asked-devices.ts'
import { refuseSmallRootVolume } from './planned-devices.ts'

const INVALID = 'Block Device Mapping is Invalid: '
const SEQUENCE = `${INVALID}Boot sequence for the instance and image/block device mapping combination is not valid.`

describe('it is refused', () => {
  test.each<[string, SentDevices, More, string]>([
    [
      'to mix both forms',
      { ...newer(root), ...older({ volume_id: VOLUME }) },
      {},
      'Using different block_device_mapping syntaxes is not allowed in the same request.',
    ],
    ['to say nothing', newer({}), {}, `${INVALID}Missing device UUID.`],
    [
      'to say no source',
      newer({ uuid: VOLUME, boot_index: 0 }),
      {},
      `${INVALID}Some required fields are missing`,
    ],
    [
      'to name what is blank',
      newer({ source_type: 'blank', uuid: VOLUME }),
      {},
      `${INVALID}Invalid device UUID.`,
    ],
    [
      'to name a volume elsewhere',
      newer({ source_type: 'volume', volume_id: VOLUME }),
      {},
      `${INVALID}Missing device UUID.`,
    ],
    [
      'to name a disk as of old',
      newer({ ...root, virtual_name: 'swap' }),
      {},
      `${INVALID}Following fields are invalid: virtual_name`,
    ],
    [
      'to copy an image that is not the one',
      newer(image),
      {},
      `${INVALID}Mapping image to local is not supported.`,
    ],
    [
      'to copy an image and not boot from it',
      ofImage(newer({ ...image, boot_index: null })),
      {},
      `${INVALID}Mapping image to local is not supported.`,
    ],
    [
      'to have a type of a volume that is there',
      newer({ ...root, volume_type: 'x' }),
      {},
      `${INVALID}Specifying volume type to existing volume is not supported.`,
    ],
    [
      'to have a type on the host',
      ofImage(newer({ ...image, volume_type: 'x' })),
      {},
      `${INVALID}Specifying a volume_type with destination_type=local is not supported.`,
    ],
    ['to boot from nothing', ofImage(newer(volume)), {}, SEQUENCE],
    ['to leave a gap', newer(root, { ...volume, boot_index: 2 }), {}, SEQUENCE],
    ['to boot from two at once', ofImage(newer(image, root)), {}, SEQUENCE],
    ['to begin with the second', newer({ ...volume, boot_index: 1 }), {}, SEQUENCE],
    [
      'to put a volume where the root disk is',
      ofImage(newer(image, { ...volume, device_name: '/dev/vda' })),
      {},
      'The volume cannot be assigned the same device name as the root device vda',
    ],
    [
      'to give one volume to several',
      newer(root),
      { maxCount: 2 },
      'Cannot attach one or more volumes to multiple instances',
    ],
    [
      'to have more than the flavor',
      ofImage(newer(image, { ...ephemeral, volume_size: 3 })),
      { ephemeral: 2 },
      'Ephemeral disks requested are larger than the instance type allows. If no size is given in one block device mapping, flavor ephemeral size will be used.',
    ],
    [
      'to swap more than the flavor',
      ofImage(newer(image, { ...swap, volume_size: 513 })),
      { swap: 512 },
      'Swap drive requested is larger than instance type allows.',
    ],
    [
      'to swap twice',
      ofImage(newer(image, { ...swap, volume_size: 1 }, { ...swap, volume_size: 1 })),
      { swap: 512 },
      `${INVALID}More than one swap drive requested.`,
    ],
    [
      'to have four on the host',
      ofImage(newer(image, { ...ephemeral, volume_size: 1 }, { ...ephemeral, volume_size: 1 })),
      { ephemeral: 2, swap: 1 },
      `${INVALID}You specified more local devices than the limit allows`,
    ],
    [
      'to want an unknown bus',
      ofImage(newer(image, { ...volume, disk_bus: 'floppy' })),
      {},
      'Block Device Mapping is Invalid.',
    ],
    [
      'to want an unknown kind',
      ofImage(newer(image, { ...volume, device_type: 'tape' })),
      {},
      'Block Device Mapping is Invalid.',
    ],
    [
      'to say nothing in the older form',
      ofImage(older({ device_name: 'vdb' })),
      {},
      `${INVALID}Unrecognized legacy format.`,
    ],
    ['to boot from nothing in the older form', older({ volume_id: VOLUME }), {}, SEQUENCE],
  ])('%s', (_, sent, more, message) => {
    expect(() => plan(sent, more)).toThrow(expect.objectContaining({ status: 400, message }))
  })

  test('to boot an image from a volume that is too small for it', () => {
    const devices = plan(newer({ ...image, destination_type: 'volume', volume_size: 1 }))
    refuseSmallRootVolume(devices, 1)
    expect(() => refuseSmallRootVolume(devices, 2)).toThrow(
      'Volume is smaller than the minimum size specified in image metadata. Volume size is 1073741824 bytes, minimum size is 2147483648 bytes.',
    )
  })
})
