/**
 * Who has which address of a network: a model of Neutron's address management, written from its
 * documentation and from answers of a running one, without a look at ours. An IPv4 address is the last
 * number of `10.SUBNET.0.NUMBER`; IPv6 is there as subnets in which ports make an address themselves.
 */

export interface Pool {
  readonly first: number
  readonly last: number
}

export interface ModelSubnet {
  readonly id: string
  /** The second number of its addresses; of IPv6 subnets the last of their prefix. */
  readonly place: number
  readonly version: 4 | 6
  /** The number of its broadcast address: 7 of a /29. */
  readonly broadcast: number
  gateway: number | null
  pools: readonly Pool[]
  /** From which the last address was handed out: they may go on there (docs/deviations.md). */
  used?: Pool | undefined
}

export interface ModelPort {
  readonly id: string
  readonly mac: string
  readonly addresses: Set<string>
}

/** What a request for an address comes to: it has to be one of these, or is refused so. */
export type Expected = { readonly oneOf: readonly string[] } | { readonly status: 400 | 409 }

export class AddressModel {
  /** In the order in which they were made. */
  readonly subnets: ModelSubnet[] = []
  readonly ports: ModelPort[] = []

  /** What a new port gets that says nothing: of the first subnet that has room, in its first pool with room. */
  automatic(): Expected | 'none' {
    const candidates = this.subnets.filter(({ version }) => version === 4)
    if (candidates.length === 0) return 'none'
    return this.#first(candidates)
  }

  /** In this subnet. */
  within(subnet: ModelSubnet): Expected {
    return this.#first([subnet])
  }

  /** This one, by whoever asks; it may be outside of the pools, and the gateway's. @param port that has it */
  exactly(place: number, number: number, port?: ModelPort): Expected {
    const subnet = this.subnets.find((one) => one.version === 4 && one.place === place)
    if (subnet === undefined || number > subnet.broadcast) return { status: 400 }
    if (number === 0 || number === subnet.broadcast) return { status: 400 }
    const address = text(subnet, number)
    const holder = this.holder(address)
    return holder === undefined || holder === port ? { oneOf: [address] } : { status: 409 }
  }

  holder(address: string): ModelPort | undefined {
    return this.ports.find(({ addresses }) => addresses.has(address))
  }

  /** What each port makes itself. */
  ownAddresses(mac: string): string[] {
    return this.subnets
      .filter(({ version }) => version === 6)
      .map(({ place }) => ownAddress(place, mac))
  }

  /** This one was handed out, to somebody who had not named it. */
  handedOut(address: string): void {
    const [, place, , number] = address.split('.').map(Number)
    const subnet = this.subnets.find((one) => one.version === 4 && one.place === place)!
    subnet.used = subnet.pools.find((pool) => contains([pool], number!))
  }

  addSubnet(subnet: ModelSubnet): void {
    this.subnets.push(subnet)
    if (subnet.version === 4) return
    for (const port of this.ports) port.addresses.add(ownAddress(subnet.place, port.mac))
  }

  /** Is it refused because ports need it? They do without what they made themselves. */
  isNeeded({ version, place }: ModelSubnet): boolean {
    return version === 4 && this.#addresses().some((one) => one.startsWith(`10.${place}.0.`))
  }

  removeSubnet(subnet: ModelSubnet): void {
    this.subnets.splice(this.subnets.indexOf(subnet), 1)
    if (subnet.version === 4) return
    for (const port of this.ports) port.addresses.delete(ownAddress(subnet.place, port.mac))
  }

  #addresses(): string[] {
    return this.ports.flatMap(({ addresses }) => [...addresses])
  }

  #first(subnets: readonly ModelSubnet[]): Expected {
    for (const subnet of subnets) {
      const free = subnet.pools.map((pool) => this.#free(subnet, pool))
      const first = free.find((addresses) => addresses.length > 0)
      if (first === undefined) continue
      const { used } = subnet
      return { oneOf: [...first, ...(used === undefined ? [] : this.#free(subnet, used))] }
    }
    return { status: 409 }
  }

  #free(subnet: ModelSubnet, pool: Pool): string[] {
    return numbers(pool)
      .map((number) => text(subnet, number))
      .filter((address) => this.holder(address) === undefined)
  }
}

/** Where nothing is said of pools: all addresses of machines but the gateway. */
export function defaultPools({ broadcast, gateway }: Pick<ModelSubnet, 'broadcast' | 'gateway'>) {
  const [first, last] = [1, broadcast - 1]
  if (gateway === null) return [{ first, last }]
  return [
    { first, last: gateway - 1 },
    { first: gateway + 1, last },
  ].filter((pool) => pool.first <= pool.last)
}

export function contains(pools: readonly Pool[], number: number): boolean {
  return pools.some(({ first, last }) => first <= number && number <= last)
}

function numbers({ first, last }: Pool): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

export function text({ place }: Pick<ModelSubnet, 'place'>, number: number): string {
  return `10.${place}.0.${number}`
}

/** EUI-64 (RFC 4291, appendix A), in the shortest form that fits what the tests make: `fd00:PLACE::`. */
function ownAddress(place: number, mac: string): string {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16))
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  return `fd00:${place}::${groups.map((group) => group.toString(16)).join(':')}`
}
