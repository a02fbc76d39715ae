import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Inspection } from '../../image/formats/formats.ts'
import { bytesOf } from './disk-file.ts'
import { emptyDisk, type DiskFormat } from './disk.ts'
import { qcow2 } from './qcow2.ts'

const GIB = 1024 ** 3

test.each(['raw', 'qcow2', 'vmdk', 'vdi', 'vhd', 'vhdx'] as const)(
  'a disk of zeros in %s is one of its size for who reads its headers',
  async (format: DiskFormat) => {
    for (const gib of [1, 3, 50]) {
      const disk = emptyDisk(format, gib * GIB)
      const inspection = new Inspection()
      if (format === 'raw') {
        expect(disk).toMatchObject({ head: new Uint8Array(), size: gib * GIB })
        continue
      }
      let size = 0
      for await (const chunk of bytesOf(disk)) {
        inspection.add(chunk)
        size += chunk.length
      }
      expect(size).toBe(disk.size)
      expect(inspection.judge(format)).toBe(gib * GIB)
    }
  },
)

test('the digests of zeros are those that come out', () => {
  const [md5, sha512] = ['md5', 'sha512'].map((name) => createHash(name))
  const part = Buffer.alloc(16 * 1024 ** 2)
  for (let i = 0; i < 64; i += 1) for (const hash of [md5!, sha512!]) hash.update(part)
  expect(emptyDisk('raw', GIB).digests).toEqual({
    ...{ md5: md5!.digest('hex'), sha512: sha512!.digest('hex') },
  })
  expect(emptyDisk('raw', GIB / 2).digests).toBeUndefined()
}, 60_000)

test('one of ploop says how large it is, and has no cluster', () => {
  const { head, size } = emptyDisk('ploop', 3 * GIB)
  const bytes = Buffer.from(head)
  expect(bytes.toString('latin1', 0, 16)).toBe('WithouFreSpacExt')
  expect([bytes.readBigUInt64LE(36), bytes.readUInt32LE(32)]).toEqual([BigInt(6 * 1024 ** 2), 3072])
  expect(size).toBe(1024 ** 2)
})

test('a disk that a format has no room for is refused', () => {
  expect(() => emptyDisk('vhd', 2041 * GIB)).toThrow(RangeError)
  expect(() => emptyDisk('vhdx', 65 * 1024 * GIB)).toThrow(RangeError)
})

test('what a disk in qcow2 begins with is there to be read', () => {
  const { head } = qcow2(112 * 1024 ** 2, Buffer.from('hello'))
  const bytes = Buffer.from(head)
  const table = Number(bytes.readBigUInt64BE(3 * 65_536) & 0x00ff_ffff_ffff_fe00n)
  const cluster = Number(bytes.readBigUInt64BE(table) & 0x00ff_ffff_ffff_fe00n)
  expect(bytes.toString('latin1', cluster, cluster + 6)).toBe('hello\0')
})
