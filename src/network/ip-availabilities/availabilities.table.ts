/**
 * How many addresses networks have, and how many of them are taken. Source: openstack/neutron-lib
 * neutron_lib/api/definitions/network_ip_availability.py, network_ip_availability_details.py.
 */
import { Type as T } from 'typebox'
import { attribute, type Filter } from '../../kernel/attributes/attribute.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import { string, uuid } from '../../kernel/attributes/types.ts'
import { NEVER } from '../../kernel/lists/conditions.ts'
import { closed } from '../../kernel/view.ts'

const DETAILS = closed({
  total_ips_in_subnet: T.Integer(),
  total_ips_in_allocation_pool: T.Integer(),
  used_ips_in_subnet: T.Integer(),
  used_ips_in_allocation_pool: T.Integer(),
})

const OF_SUBNETS = T.Array(
  closed({
    subnet_id: T.String(),
    ip_version: T.Integer(),
    cidr: T.String(),
    subnet_name: T.String(),
    used_ips: T.Integer(),
    total_ips: T.Integer(),
    ip_availability_details: DETAILS,
  }),
)

/** The relation by which lists find networks that have subnets of a version. */
export const VERSIONS = 'ip_versions'

const ofVersions: Filter = (values) => {
  const names = values.map(String).filter((text) => text === '4' || text === '6')
  return names.length === 0 ? NEVER : { kind: 'members', relation: VERSIONS, names, held: 'any' }
}

const counted = attributeTable(
  {
    resource: 'network_ip_availability',
    collection: 'network_ip_availabilities',
    path: '/network-ip-availabilities',
    extension: 'network-ip-availability',
  },
  {
    network_id: attribute({ type: uuid(), stored: 'id', filter: true, sort: true }),
    network_name: attribute({ type: string(), stored: 'name', filter: true }),
    project_id: attribute({ type: string(), filter: true, exact: true }),
    subnet_ip_availability: attribute({ shows: OF_SUBNETS }),
    used_ips: attribute({ shows: T.Integer() }),
    total_ips: attribute({ shows: T.Integer() }),
    ip_version: attribute({ filter: ofVersions, visible: false }),
  },
)

export const IP_AVAILABILITIES = extended(counted, 'network-ip-availability-details', {
  ip_availability_details: attribute({ shows: DETAILS }),
})
