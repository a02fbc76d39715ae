/** A server with what is shown of it and lies elsewhere. */
import type { NetworkOfServer, ServerInterface } from '../../network/facade.ts'
import type { BlockDevice } from '../block-devices/block-devices.store.ts'
import type { Server } from './server.ts'

export type HostStatus = 'UP' | 'DOWN' | 'MAINTENANCE' | 'UNKNOWN' | ''

export interface ShownServer {
  readonly server: Server
  /** The zone of its host, and else the one that was asked for. */
  readonly zone: string
  readonly hostStatus: HostStatus
  readonly interfaces: readonly ServerInterface[]
  readonly devices: readonly BlockDevice[]
  /** In their order. */
  readonly tags: readonly string[]
}

/** One address of a server. */
export interface ShownAddress {
  readonly version: 4 | 6
  readonly addr: string
  readonly 'OS-EXT-IPS:type': 'fixed' | 'floating'
  readonly 'OS-EXT-IPS-MAC:mac_addr': string
}

/**
 * By the names of the networks: fixed addresses, and after them those by which they are reached.
 * Source: openstack/nova nova/api/openstack/common.py (get_networks_for_instance_from_nw_info).
 */
export function addressesOf(
  interfaces: readonly ServerInterface[],
): Record<NetworkOfServer['name'], ShownAddress[]> {
  const byNetwork = Map.groupBy(interfaces, ({ network }) => network.name)
  return Object.fromEntries(
    [...byNetwork].map(([name, ports]) => {
      const fixed = ports.flatMap(fixedOf)
      return [name, [...fixed, ...ports.flatMap(floatingOf)]]
    }),
  )
}

/** The same by nothing but what they are. */
export function briefAddressesOf(
  interfaces: readonly ServerInterface[],
): Record<NetworkOfServer['name'], Pick<ShownAddress, 'version' | 'addr'>[]> {
  const byNetwork = Object.entries(addressesOf(interfaces))
  return Object.fromEntries(
    byNetwork.map(([name, all]) => [name, all.map(({ version, addr }) => ({ version, addr }))]),
  )
}

function fixedOf({ addresses, macAddress }: ServerInterface): ShownAddress[] {
  return addresses.map(({ address, version }) => ({
    ...{ version, addr: address },
    ...{ 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': macAddress },
  }))
}

function floatingOf({ addresses, macAddress }: ServerInterface): ShownAddress[] {
  return addresses.flatMap(({ floating }) =>
    floating.map((address) => ({
      ...{ version: address.includes(':') ? (6 as const) : (4 as const), addr: address },
      ...{ 'OS-EXT-IPS:type': 'floating' as const, 'OS-EXT-IPS-MAC:mac_addr': macAddress },
    })),
  )
}

/** Those of its ports, each once; undefined where it has no port that has one. */
export function groupsOf(
  interfaces: readonly ServerInterface[],
): readonly { readonly name: string }[] | undefined {
  const groups = new Map(
    interfaces.flatMap((port) => port.groups.map(({ id, name }) => [id, { name }] as const)),
  )
  return groups.size === 0 ? undefined : [...groups.values()]
}
