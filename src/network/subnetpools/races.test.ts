/** Requests at once, on real databases: no two subnets have one address, no two pools are the default. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { networkCloud } from '../../../test/support/network-cloud.ts'
import type { Got } from '../../../test/support/cloud.ts'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { cidr, type Cidr } from '../../kernel/ip/cidr.ts'
import { isWithin, overlaps } from '../../kernel/ip/range.ts'

async function setUp(backend: Backend) {
  // Without quotas, lest who counts waits for who counts.
  const unlimited = { network: { quotas: {} } }
  const my = await networkCloud({ database: await backend.url('cloud'), ...unlimited })
  const subnet = (attributes: object) =>
    my.demo('POST', '/subnets', { subnet: { ip_version: 4, ...attributes } })
  return { my, subnet, [Symbol.asyncDispose]: () => my.cloud[Symbol.asyncDispose]() }
}

const together = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

function statuses(answers: readonly Got[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function overlapping(cidrs: readonly Cidr[]): boolean {
  return cidrs.some((one, at) => cidrs.slice(at + 1).some((other) => overlaps(one, other)))
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of ten subnets of one network that overlap exactly one is made', async () => {
    await using setup = await setUp(backend)
    const { id } = await setup.my.make('network')
    const answers = await together(10, (at) => {
      return setup.subnet({ network_id: id, cidr: `10.0.0.0/${16 + at}` })
    })
    expect(statuses(answers)).toEqual({ 201: 1, 400: 9 })
    const { network } = (await setup.my.demo('GET', `/networks/${id}`)).body
    expect(network).toMatchObject({ revision_number: 2 })
    expect(network.subnets).toHaveLength(1)
  })

  test('a pool gives each prefix once, and no more than it has', async () => {
    await using setup = await setUp(backend)
    const attributes = { name: 'p', prefixes: ['10.0.0.0/29'], default_prefixlen: 30 }
    const pool = await setup.my.make('subnetpool', { ...attributes, min_prefixlen: 8 })
    const networks = await together(5, () => setup.my.make('network'))
    const answers = await together(5, (at) => {
      return setup.subnet({ network_id: networks[at].id, subnetpool_id: pool.id })
    })
    expect(statuses(answers)).toEqual({ 201: 2, 409: 3 })
    const made = answers.flatMap(({ body }) => (body.subnet ? [cidr(body.subnet.cidr)] : []))
    expect(overlapping(made)).toBe(false)
  })

  test('a pool is deleted, or gives a prefix, but not both', async () => {
    await using setup = await setUp(backend)
    const { my } = setup
    for (let round = 0; round < 5; round++) {
      const attributes = { name: 'p', prefixes: ['10.0.0.0/24'], default_prefixlen: 26 }
      const pool = await my.make('subnetpool', attributes)
      const { id: network_id } = await my.make('network')
      const [made, gone] = await Promise.all([
        setup.subnet({ network_id, subnetpool_id: pool.id }),
        my.demo('DELETE', `/subnetpools/${pool.id}`),
      ])
      expect(['201 400', '404 204']).toContain(`${made.status} ${gone.status}`)
    }
  })

  test('of pools that are to be the default one, one is', async () => {
    await using setup = await setUp(backend)
    const attributes = { name: 'p', prefixes: ['10.0.0.0/24'], is_default: true }
    const answers = await together(4, () => {
      return setup.my.admin('POST', '/subnetpools', { subnetpool: attributes })
    })
    expect(statuses(answers)).toEqual({ 201: 1, 400: 3 })
  })
})

test('prefixes of a pool never overlap, are its own, and come back', async () => {
  await using setup = await setUp(SHARED_BACKENDS[0]!)
  const { my } = setup
  const random = seededRandom(7)
  const prefixes = ['10.0.0.0/26', '10.0.1.0/27', '192.168.0.0/28']
  const bounds = { default_prefixlen: 30, min_prefixlen: 26, max_prefixlen: 31 }
  const pool = await my.make('subnetpool', { name: 'p', prefixes, ...bounds })
  const held = new Map<string, Cidr>()
  const { id: network_id } = await my.make('network')
  const take = async () => {
    const given = { network_id, subnetpool_id: pool.id, enable_dhcp: false }
    const got = await setup.subnet({ ...given, prefixlen: 27 + random(4) })
    if (got.status === 201) held.set(got.body.subnet.id, cidr(got.body.subnet.cidr))
    else expect(got.body.NeutronError.type).toBe('SubnetAllocationError')
  }
  const giveBack = async () => {
    const id = [...held.keys()][random(held.size)]
    if (id === undefined) return
    expect((await my.demo('DELETE', `/subnets/${id}`)).status).toBe(204)
    held.delete(id)
  }
  for (let round = 0; round < 120; round++) {
    await (random(3) === 0 ? giveBack() : take())
    const all = [...held.values()]
    expect(overlapping(all)).toBe(false)
    expect(all.every((one) => prefixes.some((prefix) => isWithin(one, cidr(prefix))))).toBe(true)
  }
  while (held.size > 0) await giveBack()
  // Whole again: the largest prefix is to be had.
  const whole = await setup.subnet({ network_id, subnetpool_id: pool.id, prefixlen: 26 })
  expect(whole.body.subnet.cidr).toBe('10.0.0.0/26')
})
