/** Source: openstack/neutron neutron/db/l3_db.py (_validate_subnet_address_mode). */
import { badRouter } from '../faults.ts'

interface Modes {
  readonly id: string
  readonly ip_version: 4 | 6
  readonly ipv6_ra_mode: string | null
  readonly ipv6_address_mode: string | null
}

/** Where somebody else says how addresses are made, no router of the cloud can serve. */
export function refuseForeignAdvertisements(subnet: Modes): void {
  const { ip_version: version, ipv6_ra_mode: mode, ipv6_address_mode: addresses } = subnet
  if (version !== 6 || mode !== null || addresses === null) return
  throw badRouter(
    `IPv6 subnet ${subnet.id} configured to receive RAs from an external router cannot be added ` +
      'to Neutron Router.',
  )
}
