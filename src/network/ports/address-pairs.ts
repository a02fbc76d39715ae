/** Source: openstack/neutron neutron/db/allowedaddresspairs_db.py. */
import type { AddressPair } from '../../kernel/attributes/types.ts'
import { badRequest } from '../../kernel/faults.ts'

/**
 * Pairs as a port keeps them: its own hardware address where one names none.
 * @throws Fault 400 DuplicateAddressPairInRequest
 */
export function wholePairs(pairs: readonly AddressPair[], mac: string): AddressPair[] {
  const whole = pairs.map((pair) => {
    return { mac_address: pair.mac_address ?? mac, ip_address: pair.ip_address }
  })
  const seen = new Set<string>()
  for (const { mac_address: own, ip_address: ip } of whole) {
    const text = `${own} ${ip}`
    if (seen.has(text)) {
      throw badRequest(
        `Request contains duplicate address pair: mac_address ${own} ip_address ${ip}.`,
        { type: 'DuplicateAddressPairInRequest' },
      )
    }
    seen.add(text)
  }
  return whole.toSorted(
    (a, b) => compare(a.mac_address, b.mac_address) || compare(a.ip_address, b.ip_address),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
