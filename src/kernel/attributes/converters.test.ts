/** What is made of values before they are looked at, and in which words it is refused. */
import { expect, test } from 'vitest'
import { refusalOf } from '../../../test/support/attribute-types.ts'
import type { Converter } from './attribute.ts'
import {
  keyValues,
  toCanonicalCidr,
  toCanonicalIp,
  toCanonicalPools,
  toLowerCase,
  toMacIfNone,
  toProtocol,
  toSanitizedMac,
  toText,
} from './converters.ts'

const MAC = 'fa:16:3e:00:00:01'

const CONVERTED: readonly (readonly [Converter, value: unknown, made: unknown])[] = [
  [toText, null, null],
  [toText, 5, '5'],
  [toText, { a: [true, null] }, "{'a': [True, None]}"],
  [toLowerCase, 'WWW.Example.', 'www.example.'],
  [toProtocol, null, null],
  // The case is kept, and whoever lists what there is refuses it.
  [toProtocol, 'TCP', 'TCP'],
  [toProtocol, '6', '6'],
  [toCanonicalIp, 'FD00:0::1', 'fd00::1'],
  [toCanonicalIp, '10.0.0.1', '10.0.0.1'],
  [toCanonicalIp, 'x', 'x'],
  [toCanonicalIp, null, null],
  [toCanonicalCidr, '10.0.0.7/24', '10.0.0.7/24'],
  [toCanonicalCidr, 'FD00::/64', 'fd00::/64'],
  [toCanonicalCidr, '10.0.0.1', '10.0.0.1/32'],
  [toCanonicalCidr, '10.0.0.0/255.0.0.0', '10.0.0.0/8'],
  [toCanonicalPools, null, []],
  [toCanonicalPools, [], []],
  [toCanonicalPools, {}, []],
  [toCanonicalPools, [{ start: 'FE80::1', end: 'x' }], [{ start: 'fe80::1', end: 'x' }]],
  [toSanitizedMac, 'FA-16-3E-00-00-01', MAC],
  [toSanitizedMac, 'fa16.3e00.0001', MAC],
  [toSanitizedMac, 5, '00:00:00:00:00:05'],
  [toSanitizedMac, '5', '00:00:00:00:00:05'],
  [toSanitizedMac, 'x', 'x'],
  [toSanitizedMac, -1, -1],
  [toMacIfNone(() => MAC), null, MAC],
  [toMacIfNone(() => MAC), 'FA163E000002', 'fa:16:3e:00:00:02'],
]

test('values are converted as neutron-lib does it', () => {
  for (const [converter, value, made] of CONVERTED) {
    expect([value, converter.convert(value)]).toEqual([value, made])
  }
})

const REFUSED: readonly (readonly [() => unknown, reason: string])[] = [
  [() => toLowerCase.convert(null), 'Input value None must be string type'],
  [() => toProtocol.convert(6), 'Input value 6 must be string type'],
  ...['256', '-1', 'icmp6', ''].map((sent): [() => unknown, string] => [
    () => toProtocol.convert(sent),
    `IP protocol '${sent}' is not supported. Only protocol names and their integer representation (0 to 255) are supported`,
  ]),
  [() => toCanonicalCidr.convert('x'), 'x is not in a CIDR format'],
  [() => toCanonicalPools.convert('x'), 'Invalid data format for allocation pools'],
  [() => toCanonicalPools.convert([5]), 'Invalid data format for allocation pools'],
  [() => toCanonicalPools.convert({ start: 1 }), 'Invalid data format for allocation pools'],
  [() => keyValues(['x']), "'x' is not of the form <key>=[value]"],
  [() => keyValues(['']), "'' is not of the form <key>=[value]"],
  [() => keyValues(['a=b', ' =x']), "' =x' is not of the form <key>=[value]"],
]

test('what cannot be converted is refused in words of neutron-lib', () => {
  for (const [convert, reason] of REFUSED) {
    expect(refusalOf(convert)).toBe(`InvalidInput: Invalid input for operation: ${reason}.`)
  }
})

test('filters of lists of dictionaries name keys and values', () => {
  const texts = ['subnet_id=1', ' subnet_id = 2 ', 'subnet_id=1', 'ip_address=', 'a=b=c']
  expect(Object.fromEntries(keyValues(texts))).toEqual({
    subnet_id: ['1', '2'],
    ip_address: [''],
    a: ['b=c'],
  })
  expect(keyValues(['True']).size).toBe(0)
})
