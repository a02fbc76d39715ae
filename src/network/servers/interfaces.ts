/** How servers are plugged into networks, as they show it. */

export interface AddressOfServer {
  readonly address: string
  readonly version: 4 | 6
  readonly subnetId: string
  /** Addresses outside by which it is reached. */
  readonly floating: readonly string[]
}

export interface NetworkOfServer {
  readonly id: string
  readonly name: string
  readonly projectId: string
  /** Bytes. */
  readonly mtu: number
}

/** A port of a server. */
export interface ServerInterface {
  readonly portId: string
  readonly macAddress: string
  readonly network: NetworkOfServer
  /** In the order of their subnets' ids. */
  readonly addresses: readonly AddressOfServer[]
  /** Security groups in the order of their ids, by their names, or their ids where they have none. */
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  readonly status: string
  /** It is in use, or switched off on purpose. */
  readonly isActive: boolean
  readonly host: string
  readonly vnicType: string
  readonly vifType: string
  readonly vifDetails: Readonly<Record<string, unknown>>
  readonly profile: Readonly<Record<string, unknown>>
}
