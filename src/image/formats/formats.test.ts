import { brotliDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as images from '../../../test/support/disk-images.ts'
import QEMU_IMAGES from '../../../test/support/qemu-images.json' with { type: 'json' }
import { DataRefused, Inspection } from './formats.ts'

const GIB = 1024 ** 3

function inspect(bytes: Buffer, diskFormat: string, chunk = 65_536): number | undefined | string {
  const inspection = new Inspection()
  for (let at = 0; at < bytes.length; at += chunk) inspection.add(bytes.subarray(at, at + chunk))
  try {
    return inspection.judge(diskFormat)
  } catch (error) {
    if (!(error instanceof DataRefused)) throw error
    return error.message
  }
}

const SOUND: readonly [format: string, image: Buffer, virtualSize: number][] = [
  ['qcow2', images.qcow2Image(GIB), GIB],
  ['qcow2', images.qcow2Image(GIB, { version: 2 }), GIB],
  ['qcow2', images.qcow2Image(GIB, { features: 0b1011n }), GIB],
  ['vmdk', images.vmdkImage(2048), 2048 * 512],
  ['vmdk', images.vmdkImage(2048, { footer: 'sound' }), 2048 * 512],
  ['vhd', images.vhdImage(GIB), GIB],
  ['vhdx', images.vhdxImage(GIB), GIB],
  ['vdi', images.vdiImage(GIB), GIB],
  ['iso', images.isoImage(1000), 1000 * 2048],
]

describe('data of the format that was said', () => {
  test.each(SOUND)('%s: the headers tell the virtual size', (format, image, size) => {
    expect(inspect(image, format)).toBe(size)
  })

  test.each(SOUND)('%s: however the data are cut into chunks', (format, image, size) => {
    for (const chunk of [511, 512, 513, 4096]) expect(inspect(image, format, chunk)).toBe(size)
    const sizes = fc.integer({ min: 50, max: 70_000 })
    fc.assert(
      fc.property(sizes, (chunk) => {
        expect(inspect(image, format, chunk)).toBe(size)
      }),
      { numRuns: 20 },
    )
  })

  test.each(SOUND)('%s: under the name raw it is so many bytes', (_, image) => {
    expect(inspect(image, 'raw')).toBe(image.length)
  })

  test.each(SOUND)('%s: under another name it is refused', (format, image) => {
    const other = format === 'vdi' ? 'qcow2' : 'vdi'
    const refusal = `Image disk_format ${other} does not match stream data ${format}`
    expect(inspect(image, other)).toBe(refusal)
    expect(inspect(image, 'ploop')).toContain('does not match')
  })
})

test('bytes without a format are raw, or of a format that has no marks', () => {
  const bytes = Buffer.alloc(1000, 'data')
  expect(inspect(bytes, 'raw')).toBe(1000)
  expect(inspect(bytes, 'ploop')).toBeUndefined()
  expect(inspect(Buffer.alloc(0), 'raw')).toBeUndefined()
  for (const format of ['qcow2', 'vmdk', 'vhd', 'vhdx', 'vdi', 'iso']) {
    const refusal = `Image disk_format ${format} does not match stream data raw`
    expect(inspect(bytes, format)).toBe(refusal)
    expect(inspect(Buffer.alloc(0), format)).toBe(refusal)
  }
})

const UNSAFE = 'Image failed safety checks'
const CUT = 'Incomplete file cannot be safety checked'
const descriptor = (from: string, to: string): images.VmdkOptions => ({
  descriptor: images.DESCRIPTOR.replace(from, to),
})
const NO_TYPE = descriptor('createType="monolithicSparse"', '')

const REFUSED: readonly [what: string, format: string, image: Buffer, message: string][] = [
  ['a backing file', 'qcow2', images.qcow2Image(1, { backingFile: 512n }), UNSAFE],
  ['a data file', 'qcow2', images.qcow2Image(1, { features: 0b100n }), UNSAFE],
  ['an unknown feature', 'qcow2', images.qcow2Image(1, { features: 0b1_0000n }), UNSAFE],
  ['a feature far up', 'qcow2', images.qcow2Image(1, { features: 1n << 63n }), UNSAFE],
  ['version 1', 'qcow2', images.qcow2Image(1, { version: 1 }), UNSAFE],
  ['version 4', 'qcow2', images.qcow2Image(1, { version: 4 }), UNSAFE],
  [
    'a path in an extent',
    'vmdk',
    images.vmdkImage(1, descriptor('disk.vmdk', '/etc/passwd')),
    UNSAFE,
  ],
  [
    'data in other files',
    'vmdk',
    images.vmdkImage(1, descriptor('monolithicSparse', 'twoGbMaxExtentFlat')),
    UNSAFE,
  ],
  ['no extents', 'vmdk', images.vmdkImage(1, descriptor('RW 2048 SPARSE "disk.vmdk"', '')), UNSAFE],
  ['words nobody knows', 'vmdk', images.vmdkImage(1, descriptor('ddb.', 'include x ')), UNSAFE],
  ['no type', 'vmdk', images.vmdkImage(1, NO_TYPE), UNSAFE],
  ['a type without end', 'vmdk', images.vmdkImage(1, descriptor('Sparse"', 'Sparse')), UNSAFE],
  ['letters beyond ASCII', 'vmdk', images.vmdkImage(1, descriptor('ddb', 'ddb\xe9')), UNSAFE],
  ['an empty descriptor', 'vmdk', images.vmdkImage(1, { descriptorSectors: 0n }), UNSAFE],
  ['a descriptor elsewhere', 'vmdk', images.vmdkImage(1, { descriptorAt: 9n }), UNSAFE],
  ['version 9', 'vmdk', images.vmdkImage(1, { version: 9 }), UNSAFE],
  ['another footer', 'vmdk', images.vmdkImage(1, { footer: 'other' }), UNSAFE],
  ['no footer', 'vmdk', images.vmdkImage(1, { footer: 'none' }), UNSAFE],
  ['a text that names files', 'vmdk', Buffer.from(images.DESCRIPTOR), UNSAFE],
  [
    'QED under the name raw',
    'raw',
    Buffer.concat([Buffer.from('QED\0'), Buffer.alloc(600)]),
    UNSAFE,
  ],
  ['no partitions', 'raw', images.gptImage((sector) => sector.fill(0, 446, 510)), UNSAFE],
  ['a boot flag of neither kind', 'raw', images.gptImage((sector) => (sector[446] = 1)), UNSAFE],
  ['a GPT that begins elsewhere', 'raw', images.gptImage((sector) => (sector[454] = 2)), UNSAFE],
  ['a GPT beside a partition', 'raw', images.gptImage((sector) => (sector[466] = 0x83)), UNSAFE],
  ['LUKS 2', 'raw', images.luksImage(2), UNSAFE],
  ['half a header', 'vhd', images.vhdImage(1).subarray(0, 100), CUT],
  ['half a header', 'vmdk', images.vmdkImage(1).subarray(0, 60), CUT],
  ['half a descriptor', 'vmdk', images.vmdkImage(1).subarray(0, 1000), CUT],
  ['half a region table', 'vhdx', images.vhdxImage(1).subarray(0, 200_000), CUT],
  ['no metadata', 'vhdx', images.vhdxImage(1).subarray(0, 300_000), CUT],
  ['half a header under the name raw', 'raw', images.luksImage().subarray(0, 100), CUT],
]

test.each(REFUSED)('%s in %s is refused', (_, format, image, message) => {
  expect(inspect(image, format)).toBe(message)
  expect(inspect(image, format, 7)).toBe(message)
})

test('partitioned disks, and file systems that look like them, are raw', () => {
  const legacy = images.gptImage((sector) => sector.set([0x80, 1, 1, 0, 0x83], 446))
  const fat = images.gptImage((sector) => {
    sector.fill(0, 446, 510)
    sector[0x10] = 2
    sector[0x15] = 0xf8
  })
  for (const image of [images.gptImage(), legacy, fat, images.luksImage()]) {
    expect(inspect(image, 'raw')).toBe(image.length)
  }
})

test('an ISO image may begin with a boot loader, and nothing else may hide another format', () => {
  const hybrid = images.isoImage(20)
  hybrid.set(images.gptImage().subarray(0, 512))
  expect(inspect(hybrid, 'iso')).toBe(20 * 2048)
  expect(inspect(hybrid, 'raw')).toBe('Multiple formats detected: iso,gpt')
  const hiding = images.isoImage(20)
  hiding.set(images.qcow2Image(1).subarray(0, 512))
  expect(inspect(hiding, 'iso')).toBe('Multiple formats detected: qcow2,iso')
})

describe('headers that lie', () => {
  const HUGE = 0xffff_ffff_ffff_ffffn
  const BOMBS: readonly [what: string, format: string, image: Buffer, expected: unknown][] = [
    ['a disk of 16 EiB', 'qcow2', images.qcow2Image(HUGE), 'Image format inspection failed'],
    ['a disk of 16 EiB', 'vmdk', images.vmdkImage(HUGE), 'Image format inspection failed'],
    ['a disk of 16 EiB', 'vhdx', images.vhdxImage(HUGE), 'Image format inspection failed'],
    ['a descriptor of 8 ZiB', 'vmdk', images.vmdkImage(1, { descriptorSectors: HUGE }), CUT],
    ['metadata at 16 EiB', 'vhdx', images.vhdxImage(1, { metadataAt: HUGE }), CUT],
    ['metadata at the start', 'vhdx', images.vhdxImage(1, { metadataAt: 0n }), CUT],
    ['four billion regions', 'vhdx', images.vhdxImage(1, { regions: 0xffff_ffff }), undefined],
    ['65,535 items', 'vhdx', images.vhdxImage(1, { items: 0xffff }), undefined],
  ]

  test.each(BOMBS)('%s in %s', (_, format, image, expected) => {
    expect(inspect(image, format)).toBe(expected)
  })

  test('a descriptor without end is not kept', () => {
    const inspection = new Inspection()
    const image = images.vmdkImage(1, { descriptorSectors: HUGE })
    inspection.add(image.subarray(0, 512))
    const before = process.memoryUsage()
    const chunk = Buffer.alloc(65_536, 'a')
    for (let i = 0; i < 2000; i += 1) inspection.add(chunk)
    const after = process.memoryUsage()
    const kept = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed
    expect(kept).toBeLessThan(32 * 1024 * 1024)
    expect(() => inspection.judge('vmdk')).toThrow(UNSAFE)
  })

  test('whatever stands in a header, the answer is a size or a refusal', () => {
    const heads = SOUND.map(([format, image]) => ({ format, image }))
    const change = fc.tuple(fc.nat(1200), fc.uint8Array({ minLength: 1, maxLength: 16 }))
    fc.assert(
      fc.property(
        fc.constantFrom(...heads),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        fc.nat(70_000),
        ({ format, image }, changes, length) => {
          const changed = Buffer.from(image.subarray(0, length))
          for (const [at, bytes] of changes)
            changed.set(bytes.subarray(0, Math.max(0, length - at)), Math.min(at, length))
          for (const name of [format, 'raw']) {
            const found = inspect(changed, name)
            expect(found === undefined || typeof found === 'string' || found >= 0).toBe(true)
          }
        },
      ),
    )
  })
})

test.each(Object.entries(QEMU_IMAGES))('%s as qemu writes it', (name, compressed) => {
  const image = brotliDecompressSync(Buffer.from(compressed, 'base64'))
  expect(inspect(image, name.split('-')[0]!)).toBe(8 * 1024 * 1024)
})
