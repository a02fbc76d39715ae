/**
 * Graphs of networks, routers, ports and floating IPs: whatever was joined with what, each deletion is
 * refused exactly while something needs what it deletes, and nothing is left in the end.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  externalNetwork,
  networkWith,
  type OfNetwork,
} from '../../../test/support/external-network.ts'
import { networkCloud, type NetworkCloud } from '../../../test/support/network-cloud.ts'

let my: NetworkCloud
let outside: OfNetwork

interface Router {
  readonly id: string
  hasGateway: boolean
  readonly on: Set<Network>
}

interface Network extends OfNetwork {
  router: Router | undefined
}

interface Port {
  readonly id: string
  readonly on: Network
  floating: Floating | undefined
}

interface Floating {
  readonly id: string
  port: Port | undefined
}

class Graph {
  readonly networks: Network[] = []
  readonly routers: Router[] = []
  readonly ports: Port[] = []
  readonly floating: Floating[] = []
  private made = 0

  async addNetwork(): Promise<void> {
    // No two overlap, so that one router can be on all.
    const cidr = `10.${++this.made}.0.0/24`
    this.networks.push({ ...(await networkWith(my, cidr)), router: undefined })
  }

  async addRouter(): Promise<void> {
    const { id } = await my.make('router')
    this.routers.push({ id, hasGateway: false, on: new Set() })
  }

  async addPort(a: number): Promise<void> {
    const on = one(this.networks, a)
    if (on === undefined) return
    const { id } = await my.make('port', { network_id: on.id })
    this.ports.push({ id, on, floating: undefined })
  }

  async addFloating(): Promise<void> {
    const { id } = await my.make('floatingip', { floating_network_id: outside.id })
    this.floating.push({ id, port: undefined })
  }

  async join(a: number, b: number): Promise<void> {
    const [router, network] = [one(this.routers, a), one(this.networks, b)]
    if (router === undefined || network === undefined) return
    const got = await my.demo('PUT', `/routers/${router.id}/add_router_interface`, {
      subnet_id: network.subnet,
    })
    const expected = network.router === undefined ? 200 : network.router === router ? 400 : 409
    expect(got.status).toBe(expected)
    if (expected !== 200) return
    network.router = router
    router.on.add(network)
  }

  async reach(a: number, b: number): Promise<void> {
    const router = one(this.routers, a)
    if (router === undefined) return
    const hasGateway = b % 2 === 0
    const info = hasGateway ? { network_id: outside.id } : null
    const got = await my.demo('PUT', `/routers/${router.id}`, {
      router: { external_gateway_info: info },
    })
    const isNeeded = !hasGateway && this.served(router).length > 0
    expect(got.status).toBe(isNeeded ? 409 : 200)
    if (!isNeeded) router.hasGateway = hasGateway
  }

  async associate(a: number, b: number): Promise<void> {
    const [floating, port] = [one(this.floating, a), one(this.ports, b)]
    if (floating === undefined || port === undefined) return
    const got = await my.demo('PUT', `/floatingips/${floating.id}`, {
      floatingip: { port_id: port.id },
    })
    const isReached = port.on.router?.hasGateway === true
    const isFree = port.floating === undefined || port.floating === floating
    expect(got.status).toBe(isReached ? (isFree ? 200 : 409) : 404)
    if (!isReached || !isFree) return
    if (floating.port !== undefined) floating.port.floating = undefined
    floating.port = port
    port.floating = floating
  }

  async leave(a: number, b: number): Promise<void> {
    const router = one(this.routers, a)
    const network = router && one([...router.on], b)
    if (router === undefined || network === undefined) return
    const got = await my.demo('PUT', `/routers/${router.id}/remove_router_interface`, {
      subnet_id: network.subnet,
    })
    const isNeeded = this.served(router).some(({ on }) => on === network)
    expect(got.status).toBe(isNeeded ? 409 : 200)
    if (isNeeded) return
    network.router = undefined
    router.on.delete(network)
  }

  async deleteNetwork(a: number): Promise<void> {
    const network = one(this.networks, a)
    if (network === undefined) return
    const isNeeded = network.router !== undefined || this.ports.some(({ on }) => on === network)
    await gone(`/networks/${network.id}`, isNeeded)
    if (!isNeeded) drop(this.networks, network)
  }

  async deleteRouter(a: number): Promise<void> {
    const router = one(this.routers, a)
    if (router === undefined) return
    await gone(`/routers/${router.id}`, router.on.size > 0)
    if (router.on.size === 0) drop(this.routers, router)
  }

  async deletePort(a: number): Promise<void> {
    const port = one(this.ports, a)
    if (port === undefined) return
    await gone(`/ports/${port.id}`, false)
    if (port.floating !== undefined) port.floating.port = undefined
    drop(this.ports, port)
  }

  async deleteFloating(a: number): Promise<void> {
    const floating = one(this.floating, a)
    if (floating === undefined) return
    await gone(`/floatingips/${floating.id}`, false)
    if (floating.port !== undefined) floating.port.floating = undefined
    drop(this.floating, floating)
  }

  get size(): number {
    const { networks, routers, ports, floating } = this
    return networks.length + routers.length + ports.length + floating.length
  }

  /** The ports that floating IPs reach by the router. */
  private served(router: Router): Port[] {
    return this.ports.filter(({ on, floating }) => floating !== undefined && on.router === router)
  }
}

function one<V>(all: readonly V[], at: number): V | undefined {
  return all[at % all.length]
}

function drop<V>(all: V[], what: V): void {
  all.splice(all.indexOf(what), 1)
}

async function gone(path: string, isNeeded: boolean): Promise<void> {
  expect((await my.demo('DELETE', path)).status).toBe(isNeeded ? 409 : 204)
}

/** In the order in which each has what it needs. */
const MAKE = [
  'addNetwork',
  'addRouter',
  'addPort',
  'addFloating',
  'join',
  'reach',
  'associate',
] as const
const BREAK = ['leave', 'deleteNetwork', 'deleteRouter', 'deletePort', 'deleteFloating'] as const

const numbers = fc.nat({ max: 59 })
const step = fc.tuple(fc.constantFrom(...MAKE, ...MAKE, ...BREAK), numbers, numbers)

const RUNS = { sqlite: 6, postgres: 3 }
/** Milliseconds, after which a shorter sequence that fails is looked for no longer. */
const PATIENCE = 30_000

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('each deletion is refused exactly while it must be, and all can be deleted', async () => {
    my = await networkCloud({
      ...{ database: await backend.url('cloud'), network: { quotas: {} } },
    })
    await using _ = my.cloud
    outside = await externalNetwork(my)
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 30 }),
        fc.infiniteStream(fc.tuple(fc.constantFrom(...BREAK), numbers, numbers)),
        async (steps, ending) => {
          const graph = new Graph()
          // A floating IP that a port has, where chance alone rarely comes.
          for (const verb of MAKE) await graph[verb](0, 0)
          for (const [verb, a, b] of steps) await graph[verb](a, b)
          for (const [verb, a, b] of ending) {
            if (graph.size === 0) break
            await graph[verb](a, b)
          }
          const { ports } = (await my.admin('GET', '/ports?fields=id&fields=device_owner')).body
          expect(ports).toEqual([])
        },
      ),
      { numRuns: RUNS[backend.dialect], interruptAfterTimeLimit: PATIENCE },
    )
  }, 120_000)
})
