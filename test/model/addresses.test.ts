/**
 * Random sequences of what is done to the subnets and ports of a network, on both databases: nobody
 * gets an address that somebody has, none is handed out beside the pools or that of the gateway, those
 * given back are handed out again, and each comes from where Neutron takes it.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { networkCloud, type NetworkCloud } from '../support/network-cloud.ts'
import {
  AddressModel,
  contains,
  defaultPools,
  text,
  type Expected,
  type ModelPort,
  type ModelSubnet,
  type Pool,
} from './addresses.ts'

const RUNS = { sqlite: 6, postgres: 3 }
/** Milliseconds, after which a shorter sequence that fails is looked for no longer. */
const PATIENCE = 30_000

/** A network beside its model. */
class Pair {
  readonly model = new AddressModel()
  private places = 0

  private readonly my: NetworkCloud
  private readonly networkId: string

  constructor(my: NetworkCloud, networkId: string) {
    this.my = my
    this.networkId = networkId
  }

  async addSubnet(a: number, b: number): Promise<void> {
    if (this.model.subnets.length === 4) return
    const place = ++this.places
    const isSmall = a % 2 === 0
    const broadcast = isSmall ? 7 : 15
    const gateway = [1, null, broadcast - 1, 3][b % 4]!
    const pools = a % 3 === 0 ? [{ first: 2 + (b % 2), last: 4 }] : undefined
    const sent = {
      ...{
        network_id: this.networkId,
        ip_version: 4,
        cidr: `10.${place}.0.0/${isSmall ? 29 : 28}`,
      },
      gateway_ip: gateway && text({ place }, gateway),
      ...(pools && { allocation_pools: pools.map((pool) => written({ place }, pool)) }),
    }
    const got = await this.my.demo('POST', '/subnets', { subnet: sent })
    const isConflict = pools !== undefined && gateway !== null && contains(pools, gateway)
    expect(got.status).toBe(isConflict ? 409 : 201)
    if (isConflict) return
    const parts = { id: got.body.subnet.id, place, version: 4 as const, broadcast, gateway }
    this.model.addSubnet({ ...parts, pools: pools ?? defaultPools(parts) })
  }

  async addOwnAddresses(): Promise<void> {
    if (this.model.subnets.some(({ version }) => version === 6)) return
    const place = ++this.places
    const mode = { ipv6_address_mode: 'slaac', ipv6_ra_mode: 'slaac' }
    const { id } = await this.my.make('subnet', {
      ...{ network_id: this.networkId, ip_version: 6, cidr: `fd00:${place}::/64`, ...mode },
    })
    const parts = { broadcast: 0, gateway: null, pools: [] }
    this.model.addSubnet({ id, place, version: 6, ...parts })
  }

  async addPort(): Promise<void> {
    await this.post(undefined, this.model.automatic())
  }

  async addPortWithin(a: number): Promise<void> {
    const subnet = one(this.#ofIpv4(), a)
    if (subnet !== undefined) await this.post([{ subnet_id: subnet.id }], this.model.within(subnet))
  }

  async addPortExactly(a: number, b: number): Promise<void> {
    const [place, number] = this.#place(a, b)
    const sent = [{ ip_address: text({ place }, number) }]
    if (this.#ofIpv4().length > 0) await this.post(sent, this.model.exactly(place, number))
  }

  async move(a: number, b: number): Promise<void> {
    const port = one(this.model.ports, a)
    if (port === undefined || this.#ofIpv4().length === 0) return
    const [place, number] = this.#place(b, a)
    const sent = { port: { fixed_ips: [{ ip_address: text({ place }, number) }] } }
    const got = await this.my.demo('PUT', `/ports/${port.id}`, sent)
    this.#compare(got, 200, this.model.exactly(place, number, port), port)
  }

  async removePort(a: number): Promise<void> {
    const port = one(this.model.ports, a)
    if (port === undefined) return
    expect((await this.my.demo('DELETE', `/ports/${port.id}`)).status).toBe(204)
    this.model.ports.splice(this.model.ports.indexOf(port), 1)
  }

  async removeSubnet(a: number): Promise<void> {
    const subnet = one(this.model.subnets, a)
    if (subnet === undefined) return
    const isNeeded = this.model.isNeeded(subnet)
    const got = await this.my.demo('DELETE', `/subnets/${subnet.id}`)
    expect(got.status).toBe(isNeeded ? 409 : 204)
    if (!isNeeded) this.model.removeSubnet(subnet)
  }

  async changePools(a: number, b: number): Promise<void> {
    const subnet = one(this.#ofIpv4(), a)
    if (subnet === undefined) return
    const pool = { first: 1 + (b % 4), last: 4 + (b % 3) }
    const sent = { subnet: { allocation_pools: [written(subnet, pool)] } }
    const got = await this.my.demo('PUT', `/subnets/${subnet.id}`, sent)
    const isConflict = subnet.gateway !== null && contains([pool], subnet.gateway)
    expect(got.status).toBe(isConflict ? 409 : 200)
    if (isConflict) return
    subnet.pools = [pool]
    subnet.used = undefined
  }

  /** All that is there is as in the model, and so is what ports show. */
  async check(): Promise<void> {
    const { ports } = (await this.my.demo('GET', `/ports?network_id=${this.networkId}`)).body
    const shown = ports.map((port: any) => [port.id, addressesOf(port).toSorted()])
    const expected = this.model.ports.map(({ id, addresses }) => [id, [...addresses].toSorted()])
    expect(new Map(shown)).toEqual(new Map(expected as [string, string[]][]))
  }

  private async post(fixedIps: object[] | undefined, expected: Expected | 'none'): Promise<void> {
    const sent = { network_id: this.networkId, ...(fixedIps && { fixed_ips: fixedIps }) }
    const got = await this.my.demo('POST', '/ports', { port: sent })
    const { id, mac_address: mac } = got.body.port ?? {}
    const port = { id, mac, addresses: new Set<string>() }
    this.#compare(got, 201, expected, port)
    if (got.status !== 201) return
    this.model.ports.push(port)
    const address = [...port.addresses].find((one) => one.startsWith('10.'))
    const isNamed = fixedIps?.some((one) => 'ip_address' in one) ?? false
    if (address !== undefined && !isNamed) this.model.handedOut(address)
  }

  #compare(got: any, done: number, expected: Expected | 'none', port: ModelPort): void {
    if (expected !== 'none' && 'status' in expected) return expect(got.status).toBe(expected.status)
    expect([got.status, got.text]).toEqual([done, got.text])
    const shown = addressesOf(got.body.port)
    const [chosen, ...others] = shown.filter((address) => address.startsWith('10.'))
    expect(others).toEqual([])
    if (expected === 'none') expect(chosen).toBeUndefined()
    else expect(expected.oneOf).toContain(chosen)
    port.addresses.clear()
    for (const address of [chosen ?? [], this.model.ownAddresses(port.mac)].flat()) {
      port.addresses.add(address)
    }
    expect(shown.toSorted()).toEqual([...port.addresses].toSorted())
  }

  #ofIpv4(): ModelSubnet[] {
    return this.model.subnets.filter(({ version }) => version === 4)
  }

  /** Of a subnet that is there, nearly always. */
  #place(a: number, b: number): [place: number, number: number] {
    const subnet = one(this.#ofIpv4(), a)
    return [subnet === undefined || a === 59 ? 99 : subnet.place, b % 17]
  }
}

function written(subnet: Pick<ModelSubnet, 'place'>, { first, last }: Pool) {
  return { start: text(subnet, first), end: text(subnet, last) }
}

function one<V>(all: readonly V[], at: number): V | undefined {
  return all[at % all.length]
}

function addressesOf(port: { fixed_ips: { ip_address: string }[] }): string[] {
  return port.fixed_ips.map(({ ip_address: address }) => address)
}

const VERBS = [
  ...['addSubnet', 'addPort', 'addPort', 'addPort', 'addPortWithin', 'addPortWithin'],
  ...['addPortExactly', 'move', 'removePort', 'removePort', 'removePort', 'removeSubnet'],
  ...['changePools', 'addOwnAddresses'],
] as Exclude<keyof Pair, 'model' | 'check'>[]

const number = fc.nat({ max: 59 })
const steps = fc.array(fc.tuple(fc.constantFrom(...VERBS), number, number), {
  ...{ minLength: 15, maxLength: 30 },
})

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('addresses are handed out and taken back as in the model', async () => {
    const my = await networkCloud({
      ...{ database: await backend.url('cloud'), network: { quotas: {} } },
    })
    await using _ = my.cloud
    await fc.assert(
      fc.asyncProperty(number, steps, async (start, sequence) => {
        const { id } = await my.make('network')
        const pair = new Pair(my, id)
        await pair.addSubnet(start, start)
        for (const [verb, a, b] of sequence) await pair[verb](a, b)
        await pair.check()
      }),
      { numRuns: RUNS[backend.dialect], interruptAfterTimeLimit: PATIENCE },
    )
  }, 120_000)
})
