/** Rules of address groups. Source: openstack/neutron neutron/db/address_group_db.py. */
import type { Item, Posted } from '../../kernel/attributes/table.ts'
import { invalidRequest } from '../../kernel/attributes/refusals.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { cidrText, parseCidr } from '../../kernel/ip/cidr.ts'
import { repr, str } from '../../kernel/python.ts'
import type { ADDRESS_GROUPS } from './address-groups.table.ts'

type Attributes = NonNullable<(typeof ADDRESS_GROUPS)['declared']>
export type AddressGroup = Item<Attributes>
export type PostedAddressGroup = Posted<Attributes>

export function addressGroupNotFound(id: string): Fault {
  return notFound(`Address group ${id} could not be found.`, { type: 'AddressGroupNotFound' })
}

export function addressGroupInUse(id: string): Fault {
  return conflict(`Address group ${id} is in use on one or more security group rules.`, {
    type: 'AddressGroupInUse',
  })
}

/** The addresses of a request without host bits, each once. @throws Fault 400 */
export function normalAddresses(sent: unknown): string[] {
  if (sent === undefined || sent === null) {
    throw invalidRequest("Failed to parse request. Required attribute 'addresses' not specified")
  }
  if (!Array.isArray(sent) && typeof sent !== 'string') throw notAnAddress(sent)
  const found = [...sent].map((one: unknown) => {
    const cidr = typeof one === 'string' ? parseCidr(one) : undefined
    if (cidr === undefined) throw notAnAddress(one)
    return cidrText(cidr)
  })
  return [...new Set(found)].toSorted()
}

function notAnAddress(sent: unknown): Fault {
  return badRequest(`invalid IPNetwork ${str(sent)}`, { type: 'AddrFormatError' })
}

type Group = Pick<AddressGroup, 'id' | 'addresses'>

/** @throws Fault 400 AddressesAlreadyExist */
export function withAddresses({ id, addresses }: Group, added: readonly string[]): string[] {
  const there = added.filter((one) => addresses.includes(one))
  if (there.length === 0) return [...addresses, ...added].toSorted()
  throw badRequest(`Addresses ${repr(there)} already exist in the address group ${id}.`, {
    type: 'AddressesAlreadyExist',
  })
}

/** @throws Fault 404 AddressesNotFound */
export function withoutAddresses({ id, addresses }: Group, removed: readonly string[]): string[] {
  const missing = removed.filter((one) => !addresses.includes(one))
  if (missing.length === 0) return addresses.filter((one) => !removed.includes(one))
  throw notFound(`Addresses ${repr(missing)} not found in the address group ${id}.`, {
    type: 'AddressesNotFound',
  })
}
