/** Hosts that join and leave aggregates, and images for them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova, occupy } from '../../../test/support/compute.ts'

let cloud: Cloud
let nova: Nova

beforeAll(async () => {
  cloud = await startCloud({ hosts: ['host-1', 'host-2', 'busy-1', 'busy-2'] })
  nova = new Nova(cloud, await cloud.admin())
})
afterAll(() => cloud.app.stop())

const hostRule = "does not match '^[a-zA-Z0-9-._]*$'"

describe('add_host', () => {
  test('adds it at the end, shows the whole aggregate, and is no change of it', async () => {
    const id = await nova.aggregate('joining', 'az1')
    await nova.addHost(id, 'host-2')
    const got = await nova.addHost(id, 'host-1')
    expect(got.body.aggregate).toMatchObject({
      hosts: ['host-2', 'host-1'],
      metadata: { availability_zone: 'az1' },
      updated_at: null,
    })
    expect((await nova.get(`/os-aggregates/${id}`)).body).toEqual(got.body)
    for (const host of ['host-1', 'host-2']) await nova.removeHost(id, host)
  })

  test('a host may lie in several aggregates, but in one zone', async () => {
    const [a, b, none] = [
      await nova.aggregate('zone-a', "it's"),
      await nova.aggregate('zone-b', 'azB'),
      await nova.aggregate('zone-none'),
    ]
    expect((await nova.addHost(none, 'host-1')).status).toBe(200)
    expect((await nova.addHost(a, 'host-1').then(() => nova.addHost(a, 'host-2'))).status).toBe(200)
    expectFault(
      await nova.addHost(b, 'host-1'),
      409,
      `Cannot add host to aggregate ${b}. Reason: One or more hosts already in availability ` +
        `zone(s) ["it's"].`,
    )
    for (const id of [a, none]) await nova.removeHost(id, 'host-1')
    expect((await nova.addHost(b, 'host-1')).status).toBe(200)
    expectFault(
      await nova.addHost(b, 'host-2'),
      409,
      `Cannot add host to aggregate ${b}. Reason: One or more hosts already in availability ` +
        `zone(s) ["it's"].`,
    )
    await nova.removeHost(a, 'host-2')
    await nova.removeHost(b, 'host-1')
  })

  test('refuses what it cannot do', async () => {
    const id = await nova.aggregate('refusing')
    await nova.addHost(id, 'host-1')
    expectFault(await nova.addHost(id, 'host-1'), 409, `Aggregate ${id} already has host host-1.`)
    for (const host of ['nope', 'HOST-1', 'controller']) {
      const message = `Compute host ${host} could not be found.`
      expectFault(await nova.addHost(id, host), 404, message)
      expectFault(await nova.addHost(9999, host), 404, message)
    }
    expectFault(await nova.addHost(9999, 'host-1'), 404, 'Aggregate 9999 could not be found.')
    expectFault(
      await nova.addHost('x', 'nope'),
      400,
      'Invalid input received: id must be an integer',
    )
    expectFault(
      await nova.addHost(id, 'a/b'),
      400,
      `Invalid input for field/attribute host. Value: a/b. 'a/b' ${hostRule}`,
    )
    expectFault(
      await nova.act(id, { add_host: { host: 'host-1', x: 1 } }),
      400,
      "Invalid input for field/attribute add_host. Value: {'host': 'host-1', 'x': 1}. " +
        "Additional properties are not allowed ('x' was unexpected)",
    )
    await nova.removeHost(id, 'host-1')
  })
})

describe('remove_host', () => {
  test('removes it, and shows the rest', async () => {
    const id = await nova.aggregate('leaving')
    await nova.addHost(id, 'host-1')
    await nova.addHost(id, 'host-2')
    const got = await nova.removeHost(id, 'host-1')
    expect(got.body.aggregate.hosts).toEqual(['host-2'])
    expect((await nova.get(`/os-aggregates/${id}`)).body).toEqual(got.body)
    await nova.removeHost(id, 'host-2')
  })

  test('refuses what it cannot do, always in the same words', async () => {
    const id = await nova.aggregate('not-leaving')
    for (const [aggregate, host] of [
      [id, 'host-1'],
      [id, 'nope'],
      [9999, 'host-1'],
      [9999, 'nope'],
    ] as const) {
      expectFault(
        await nova.removeHost(aggregate, host),
        404,
        `Cannot remove host ${host} in aggregate ${aggregate}`,
      )
    }
    expectFault(
      await nova.removeHost('x', 'nope'),
      400,
      'Invalid input received: id must be an integer',
    )
    expectFault(
      await nova.removeHost(id, ''),
      400,
      "Invalid input for field/attribute host. Value: . '' should be non-empty",
    )
  })
})

describe('servers on a host hold it in its zone', () => {
  const moves = (done: string, from: string, to: string): string =>
    `The host cannot be ${done} the aggregate as the availability zone of the host would change ` +
    `from '${from}' to '${to}' but the host already has 2 instance(s). Changing the AZ of an ` +
    'existing instance is not supported by this action. Move the instances away from this host ' +
    'then try again. If you need to move the instances between AZs then you can use ' +
    'shelve_offload and unshelve to achieve this.'

  test('it may not join a zone, but an aggregate without one', async () => {
    await occupy(cloud, 'busy-1', ['one', 'two'])
    const zone = await nova.aggregate('its-zone', 'azJ')
    expectFault(
      await nova.addHost(zone, 'busy-1'),
      409,
      `Cannot add host to aggregate ${zone}. Reason: ${moves('added to', 'None', 'azJ')}.`,
    )
    const none = await nova.aggregate('its-no-zone')
    expect((await nova.addHost(none, 'busy-1')).status).toBe(200)
    expect((await nova.removeHost(none, 'busy-1')).status).toBe(200)
  })

  test('it may not leave its zone, but for the same one', async () => {
    const [first, second] = [await nova.aggregate('l-1', 'azL'), await nova.aggregate('l-2', 'azL')]
    await nova.addHost(first, 'busy-2')
    await occupy(cloud, 'busy-2', ['one', 'two'])
    expectFault(
      await nova.removeHost(first, 'busy-2'),
      409,
      `Cannot remove host from aggregate ${first}. Reason: ` +
        `${moves('removed from', 'azL', 'None')}.`,
    )
    expect((await nova.addHost(second, 'busy-2')).status).toBe(200)
    expect((await nova.removeHost(first, 'busy-2')).status).toBe(200)
  })
})

describe('images', () => {
  const IMAGE = '3ba1f252-b039-4957-9351-41c6a93074c8'
  const images = (id: number | string, cache: unknown, version = '2.81') =>
    nova.send('POST', `/os-aggregates/${id}/images`, { cache }, version)

  test('are asked for, and nothing is answered', async () => {
    const made = await cloud.request('image', 'POST', '/v2/images', {
      token: (await cloud.demo()).token,
      body: {},
    })
    const got = await images(await nova.aggregate('images'), [{ id: made.body.id }])
    expect([got.status, got.text]).toEqual([202, ''])
  })

  test('there is no such call before 2.81', async () => {
    expectFault(await images(1, [{ id: IMAGE }], '2.80'), 404, 'The resource could not be found.')
  })

  test('what is refused', async () => {
    const id = await nova.aggregate('no-images')
    const field = (name: string, value: string, why: string): string =>
      `Invalid input for field/attribute ${name}. Value: ${value}. ${why}`
    expectFault(await images(id, []), 400, field('cache', '[]', '[] should be non-empty'))
    expectFault(await images(id, [{ id: 'x' }]), 400, field('id', 'x', "'x' is not a 'uuid'"))
    expectFault(
      await images(9999, [{ id: IMAGE }, { id: IMAGE }]),
      400,
      'Duplicate images in request',
    )
    expectFault(await images(9999, [{ id: IMAGE }]), 404, 'Aggregate 9999 could not be found.')
    expectFault(await images(id, [{ id: IMAGE }]), 400, `Image ${IMAGE} could not be found.`)
    expectFault(
      await images('x', [{ id: IMAGE }]),
      400,
      'Invalid input received: id must be an integer',
    )
  })
})

describe('who may', () => {
  test.each([
    ['add_host', { add_host: { host: 'host-1' } }],
    ['remove_host', { remove_host: { host: 'host-1' } }],
  ])('%s is for administrators', async (verb, body) => {
    const demo = new Nova(cloud, await cloud.demo())
    const rule = `os_compute_api:os-aggregates:${verb}`
    expectFault(await demo.act('x', body), 403, `Policy doesn't allow ${rule} to be performed.`)
  })

  test('images is for administrators', async () => {
    const demo = new Nova(cloud, await cloud.demo())
    const body = { cache: [{ id: '3ba1f252-b039-4957-9351-41c6a93074c8' }] }
    expectFault(
      await demo.send('POST', '/os-aggregates/x/images', body, '2.81'),
      403,
      "Policy doesn't allow compute:aggregates:images to be performed.",
    )
  })
})
