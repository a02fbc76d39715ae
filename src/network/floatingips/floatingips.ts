/** Rules of floating IPs. Source: openstack/neutron neutron/db/l3_db.py. */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { badPart } from '../../kernel/attributes/refusals.ts'
import { parseAddress } from '../../kernel/ip/address.ts'
import { DHCP } from '../device-owners.ts'
import type { FloatingIpRow } from './floatingips.store.ts'
import type { FloatingIpAttributes } from './floatingips.table.ts'

export type FloatingIp = Item<FloatingIpAttributes> & FloatingIpRow
export type PostedFloatingIp = Posted<FloatingIpAttributes>
export type FloatingIpChanges = Changes<FloatingIpAttributes>

/** An address inside that a floating IP may be for. */
export interface Inside {
  readonly subnet_id: string
  readonly ip_address: string
}

interface PortInside {
  readonly id: string
  readonly device_owner: string
  readonly fixed_ips: readonly {
    readonly subnet_id?: string | undefined
    readonly ip_address?: string | undefined
  }[]
}

/**
 * The address of the port that a floating IP is to be for.
 * @param asked undefined where the port has one only
 * @throws Fault 400
 */
export function addressInside(port: PortInside, asked: string | null | undefined): Inside {
  if (port.device_owner === DHCP) {
    throw badFloatingIp(`Port ${port.id} is unable to be assigned a floating IP`)
  }
  const all = port.fixed_ips as readonly Inside[]
  if (asked) {
    if (parseAddress(asked)?.version !== 4) {
      throw badFloatingIp(
        `Cannot process floating IP association with ${asked}, since that is not an IPv4 address`,
      )
    }
    const found = all.find((one) => one.ip_address === asked)
    if (found === undefined) {
      throw badFloatingIp(`Port ${port.id} does not have fixed ip ${asked}`)
    }
    return found
  }
  const [first, ...others] = all.filter((one) => parseAddress(one.ip_address)?.version === 4)
  if (first === undefined) {
    throw badFloatingIp(
      `Cannot add floating IP to port ${port.id} that has no fixed IPv4 addresses`,
    )
  }
  if (others.length > 0) {
    throw badFloatingIp(
      `Port ${port.id} has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address ` +
        'when assigning a floating IP',
    )
  }
  return first
}

export function badFloatingIp(reason: string) {
  return badPart('floatingip', reason)
}
