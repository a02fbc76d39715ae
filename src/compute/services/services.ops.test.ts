/** Services as they are listed, changed by uuid (from 2.53) and deleted. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova, occupy } from '../../../test/support/compute.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

let cloud: Cloud
let nova: Nova
let host1: string
let scheduler: string
const clock = new ManualClock(Date.UTC(2026, 0, 1))

beforeAll(async () => {
  cloud = await startCloud({ clock, hosts: ['host-1', 'host-2', 'host-3', 'host-4'] })
  nova = new Nova(cloud, await cloud.admin())
  host1 = await idOf('host-1')
  scheduler = await idOf('controller', 'nova-scheduler')
})
afterAll(() => cloud.app.stop())

const list = async (query = '', version = '2.53') =>
  (await nova.get(`/os-services${query}`, version)).body.services
const idOf = async (host: string, binary = 'nova-compute'): Promise<string> =>
  (await list(`?host=${host}&binary=${binary}`))[0].id

describe('the list', () => {
  test('at 2.1: numbers, no forced_down, and the fields in the order of the real one', async () => {
    const got = await nova.get('/os-services?host=host-1')
    expect(got.text).toMatch(
      /^\{"services": \[\{"binary": "nova-compute", "host": "host-1", "id": 3, "zone": "nova", "status": "enabled", "state": "up", "updated_at": "2026-01-01T00:00:00\.000000", "disabled_reason": null\}\]\}$/,
    )
  })

  test('forced_down comes with 2.11, the uuid with 2.53', async () => {
    const [at211] = await list('?host=host-1', '2.11')
    expect(at211).toMatchObject({ id: 3, forced_down: false })
    expect(host1).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('has the controller’s services in the internal zone', async () => {
    const services = await list('?host=controller')
    expect(
      services.map(({ binary, zone }: { binary: string; zone: string }) => [binary, zone]),
    ).toEqual([
      ['nova-scheduler', 'internal'],
      ['nova-conductor', 'internal'],
    ])
  })

  test('reports move on', async () => {
    clock.advance(25_000)
    const [service] = await list('?host=host-1')
    expect(service).toMatchObject({ state: 'up', updated_at: '2026-01-01T00:00:20.000000' })
  })

  test.each([
    ['?host=nope', 0],
    ['?binary=nova-conductor', 1],
    ['?host=host-1&binary=nova-scheduler', 0],
    ['?host=&binary=', 6],
    ['?host=nope&host=host-1', 1],
  ])('%s finds %i', async (query, count) => {
    expect(await list(query)).toHaveLength(count)
  })

  test('refuses unknown parameters from 2.75 on', async () => {
    expect((await nova.get('/os-services?foo=1', '2.74')).status).toBe(200)
    expectFault(
      await nova.get('/os-services?foo=1', '2.75'),
      400,
      "Additional properties are not allowed ('foo' was unexpected)",
    )
  })
})

describe('change by uuid', () => {
  const put = (id: string, body: unknown, version = '2.53') =>
    nova.send('PUT', `/os-services/${id}`, body, version)

  test('disable with a reason, enable: the whole service is shown, and stays so', async () => {
    const disabled = await put(host1, { status: 'disabled', disabled_reason: 'broken fan' })
    expect(disabled.body.service).toMatchObject({
      id: host1,
      binary: 'nova-compute',
      host: 'host-1',
      zone: 'nova',
      status: 'disabled',
      state: 'up',
      disabled_reason: 'broken fan',
      forced_down: false,
    })
    expect(await list('?host=host-1')).toEqual([disabled.body.service])
    const again = await put(host1, { status: 'disabled' })
    expect(again.body.service.disabled_reason).toBeNull()
    const enabled = await put(host1, { status: 'enabled' })
    expect(enabled.body.service).toMatchObject({ status: 'enabled', disabled_reason: null })
  })

  test('forced down is down at once, in the words of any boolean', async () => {
    for (const [said, state] of [
      [true, 'down'],
      ['off', 'up'],
      ['Yes', 'down'],
      [false, 'up'],
    ] as const) {
      const got = await put(host1, { forced_down: said })
      expect(got.body.service).toMatchObject({ state, forced_down: state === 'down' })
      expect((await list('?host=host-1'))[0].state).toBe(state)
    }
  })

  test('both at once', async () => {
    const got = await put(host1, { status: 'disabled', forced_down: 'true' })
    expect(got.body.service).toMatchObject({ status: 'disabled', state: 'down' })
    await put(host1, { status: 'enabled', forced_down: false })
  })

  const NOTHING = "No updates were requested. Fields 'status' or 'forced_down' should be specified."
  const refused: readonly (readonly [unknown, string])[] = [
    [{}, NOTHING],
    [{ disabled_reason: 'x' }, NOTHING],
    [
      { status: 'enabled', disabled_reason: 'x' },
      "Specifying 'disabled_reason' with status 'enabled' is invalid.",
    ],
    [
      { status: 'x' },
      "Invalid input for field/attribute status. Value: x. 'x' is not one of ['enabled', 'disabled']",
    ],
    [
      { status: 1 },
      "Invalid input for field/attribute status. Value: 1. 1 is not of type 'string'",
    ],
    [
      { status: 'disabled', disabled_reason: '' },
      "Invalid input for field/attribute disabled_reason. Value: . '' should be non-empty",
    ],
    [
      { forced_down: 0 },
      "Invalid input for field/attribute forced_down. Value: 0. 0 is not of type 'boolean', 'string'",
    ],
    [{ foo: 1 }, "Additional properties are not allowed ('foo' was unexpected)"],
  ]
  test.each(refused)('refuses %j', async (body, message) => {
    expectFault(await put(host1, body), 400, message)
  })

  test('refuses what is no word for a boolean', async () => {
    const got = await put(host1, { forced_down: 'maybe' })
    expect(got.body.badRequest.message).toBe(
      "Invalid input for field/attribute forced_down. Value: maybe. 'maybe' is not one of [True, " +
        "'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', False, 'False', " +
        "'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no']",
    )
  })

  test('a body must be there', async () => {
    expectFault(await put(host1, undefined), 400, "None is not of type 'object'")
  })

  test('only services that run servers can be changed', async () => {
    expectFault(
      await put(scheduler, { status: 'disabled' }),
      400,
      'Updating a nova-scheduler service is not supported. Only nova-compute services can be ' +
        'updated.',
    )
  })

  test('body, form of the id, policy, existence: in this order', async () => {
    const demo = new Nova(cloud, await cloud.demo())
    const refuse = async (id: string, body: unknown) =>
      (await demo.send('PUT', `/os-services/${id}`, body, '2.53')).text
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect(await refuse('abc', { status: 'x' })).toContain('is not one of')
    expect(await refuse('abc', { status: 'enabled' })).toContain('Invalid uuid abc')
    expect(await refuse(unknown, { status: 'enabled' })).toContain("Policy doesn't allow")
    expectFault(
      await put(unknown, { status: 'enabled' }),
      404,
      `Service ${unknown} could not be found.`,
    )
  })
})

describe('delete', () => {
  const remove = (id: string, version = '2.53') =>
    nova.send('DELETE', `/os-services/${id}`, undefined, version)

  test('takes the host out of aggregates, zones, services and hypervisors', async () => {
    const aggregate = await nova.aggregate('losing', 'azX')
    await nova.addHost(aggregate, 'host-2')
    const got = await remove(await idOf('host-2'))
    expect([got.status, got.text]).toEqual([204, ''])
    const shown = await nova.get(`/os-aggregates/${aggregate}`)
    expect(shown.body.aggregate.hosts).toEqual([])
    expect(await list('?host=host-2')).toEqual([])
    const { hypervisors } = (await nova.get('/os-hypervisors')).body
    expect(hypervisors.map((node: { id: number }) => node.id)).toEqual([1, 3, 4])
    expect((await nova.addHost(aggregate, 'host-2')).status).toBe(404)
    expect((await remove(host1.toUpperCase())).status).toBe(204)
  })

  test('by number before 2.53', async () => {
    const [{ id }] = await list('?host=host-3', '2.52')
    expect((await remove(String(id), '2.52')).status).toBe(204)
    expectFault(await remove(String(id), '2.52'), 404, `Service ${id} not found.`)
    expectFault(await remove('abc', '2.52'), 400, 'Invalid input received: id must be an integer')
  })

  test('refuses what is no uuid or no service', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    expectFault(await remove('abc'), 400, 'Invalid uuid abc')
    expectFault(await remove(unknown), 404, `Service ${unknown} not found.`)
  })

  test('a host with servers stays', async () => {
    await occupy(cloud, 'host-4', ['server'])
    expectFault(
      await remove(await idOf('host-4')),
      409,
      'Unable to delete compute service that is hosting instances. Migrate or delete the ' +
        'instances first.',
    )
    expect(await list('?host=host-4')).toHaveLength(1)
  })
})
