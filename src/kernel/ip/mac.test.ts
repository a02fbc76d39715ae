import { expect, test } from 'vitest'
import { SeededIds } from '../../../test/support/seeded-ids.ts'
import { address, addressText } from './address.ts'
import { cidr } from './cidr.ts'
import { eui64Address, isEui64, normalMac, randomMac } from './mac.ts'

// Right-hand sides were printed by netaddr 1.3.
test.each([
  ['fa:16:3e:0:1:2', 'fa:16:3e:00:01:02'],
  ['FA-16-3E-00-01-02', 'fa:16:3e:00:01:02'],
  ['fa16.3e00.0102', 'fa:16:3e:00:01:02'],
  ['1:2:3', '00:01:00:02:00:03'],
  ['fa163e:000102', 'fa:16:3e:00:01:02'],
  ['fa163e-00102', 'fa:16:3e:00:01:02'],
  ['fa163e000102', 'fa:16:3e:00:01:02'],
  ['a163e000102', '0a:16:3e:00:01:02'],
])('%s is %s', (text, written) => {
  expect(normalMac(text)).toBe(written)
})

test.each(['', 'x', 'fa:16-3e:0:1:2', 'fa:16:3e:00:01:02:03', '1234:12345', '163e000102'])(
  '"%s" is no hardware address',
  (text) => expect(normalMac(text)).toBeUndefined(),
)

test('chance fills what the base leaves open', () => {
  const ids = new SeededIds()
  const random = () => ids.random()
  expect(randomMac('fa:16:3e:00:00:00', random)).toMatch(/^fa:16:3e(:[0-9a-f]{2}){3}$/)
  expect(randomMac('fa:16:3e:4f:00:00', random)).toMatch(/^fa:16:3e:4f(:[0-9a-f]{2}){2}$/)
  const many = new Set(Array.from({ length: 100 }, () => randomMac('fa:16:3e:00:00:00', random)))
  expect(many.size).toBeGreaterThan(95)
  expect(randomMac('fa:16:3e:00:00:00', () => 0)).toBe('fa:16:3e:00:00:00')
  expect(randomMac('fa:16:3e:00:00:00', () => 0.999_999)).toBe('fa:16:3e:ff:ff:ff')
})

test('an address of IPv6 is made of the hardware address, and shows it', () => {
  const made = eui64Address(cidr('fd00::/64'), 'fa:16:3e:01:02:03')
  expect(addressText(made)).toBe('fd00::f816:3eff:fe01:203')
  expect(isEui64(made)).toBe(true)
  expect(isEui64(address('fd00::f816:3eff:fd01:203'))).toBe(false)
  expect(isEui64(address('10.0.0.1'))).toBe(false)
})
