import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { address, addressKey, addressOfKey, addressText, parseAddress } from './address.ts'

describe('an address is written as netaddr writes it', () => {
  // Right-hand sides were printed by netaddr 1.3.
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['1:2::3', '1:2::3'],
    ['FD00:0:0:0:0:0:0:0A', 'fd00::a'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::1:2:3:4:5:6:7', '0:1:2:3:4:5:6:7'],
    ['fe80:0:0:0::', 'fe80::'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['::ffff:0:1', '::ffff:0.0.0.1'],
    ['::FFFF:0102:0304', '::ffff:1.2.3.4'],
    ['::1.2.3.4', '::1.2.3.4'],
    ['::2:0', '::0.2.0.0'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ])('%s is %s', (text, written) => {
    expect(addressText(address(text))).toBe(written)
  })
})

test.each([
  '010.0.0.1',
  '10.0.0.01',
  '10.1',
  '1',
  '0x0a.0.0.1',
  '10.0.0',
  '256.0.0.1',
  '10.0.0.1 ',
  ' 10.0.0.1',
  '10.0.0.1/32',
  '1.2.3.4%eth0',
  'fe80::1%eth0',
  '1::2::3',
  '1:2:3:4:5:6:7:8::',
  '1:2:3:4:5:6:7',
  '::12345',
  '::01.2.3.4',
  '::1/128',
  '',
])('"%s" is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined()
})

const v4 = fc.bigInt(0n, 2n ** 32n - 1n)
const group = fc.oneof(fc.constant(0n), fc.bigInt(0n, 0xffffn))
const v6 = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .map((groups) => groups.reduce((sum, part) => (sum << 16n) + part, 0n))
const any = fc.oneof(
  v4.map((value) => ({ version: 4, value }) as const),
  v6.map((value) => ({ version: 6, value }) as const),
)

test('what was written is read as the same address, and so is its key', () => {
  fc.assert(
    fc.property(any, (one) => {
      expect(parseAddress(addressText(one))).toEqual(one)
      expect(addressOfKey(addressKey(one))).toEqual(one)
    }),
  )
})

test('keys of one version compare as texts as the addresses do', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.tuple(v4, v4, fc.constant(4)), fc.tuple(v6, v6, fc.constant(6))),
      (it) => {
        const [a, b, version] = it as [bigint, bigint, 4 | 6]
        const [first, second] = [a, b].map((value) => addressKey({ version, value }))
        expect(first! < second!).toBe(a < b)
        expect(first).toHaveLength(version === 4 ? 8 : 32)
      },
    ),
  )
})
