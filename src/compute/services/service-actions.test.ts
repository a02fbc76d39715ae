/** Services as they were changed before 2.53. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let admin: Persona
let nova: Nova

beforeAll(async () => {
  cloud = await startCloud()
  admin = await cloud.admin()
  nova = new Nova(cloud, admin)
})
afterAll(() => cloud.app.stop())

const HOST = { host: 'host-1', binary: 'nova-compute' }
const act = (action: string, body: unknown, version = '2.52') =>
  nova.send('PUT', `/os-services/${action}`, body, version)
const service = async () => (await nova.get('/os-services?host=host-1', '2.11')).body.services[0]

describe('what they do', () => {
  test('disable and enable', async () => {
    const disabled = await act('disable', { ...HOST, disabled_reason: 'not read' })
    expect(disabled.text).toBe(
      '{"service": {"host": "host-1", "binary": "nova-compute", "status": "disabled"}}',
    )
    expect(await service()).toMatchObject({ status: 'disabled', disabled_reason: null })
    const enabled = await act('enable', HOST)
    expect(enabled.body).toEqual({ service: { ...HOST, status: 'enabled' } })
    expect(await service()).toMatchObject({ status: 'enabled' })
  })

  test('disable with a reason, which enabling forgets', async () => {
    const got = await act('disable-log-reason', { ...HOST, disabled_reason: 'fan' })
    expect(got.body).toEqual({ service: { ...HOST, status: 'disabled', disabled_reason: 'fan' } })
    expect(await service()).toMatchObject({ status: 'disabled', disabled_reason: 'fan' })
    await act('enable', HOST)
    expect(await service()).toMatchObject({ status: 'enabled', disabled_reason: null })
  })

  test('force down and back', async () => {
    const down = await act('force-down', { ...HOST, forced_down: 'true' })
    expect(down.body).toEqual({ service: { ...HOST, forced_down: true } })
    expect(await service()).toMatchObject({ state: 'down', forced_down: true })
    await act('force-down', { ...HOST, forced_down: false })
    expect(await service()).toMatchObject({ state: 'up', forced_down: false })
  })

  test('under /v2 too, where what is not known is dropped', async () => {
    const got = await cloud.request('compute', 'PUT', '/v2/os-services/disable', {
      token: admin.token,
      body: { ...HOST, x: 1 },
    })
    expect(got.body.service.status).toBe('disabled')
    await act('enable', HOST)
  })
})

describe('what they refuse', () => {
  test.each(['enable', 'disable', 'disable-log-reason', 'force-down'])('%s', async (action) => {
    const rest = { disabled_reason: 'x', forced_down: true }
    expectFault(
      await act(action, { ...HOST, ...rest, binary: 'nova-scheduler' }),
      400,
      'Updating a nova-scheduler service is not supported. Only nova-compute services can be ' +
        'updated.',
    )
    expectFault(
      await act(action, { ...HOST, ...rest, host: 'nope' }),
      404,
      "Host 'nope' is not mapped to any cell",
    )
    expectFault(await act(action, { host: 'host-1' }), 400, "'binary' is a required property")
    expectFault(
      await act(action, { ...HOST, host: 'a b' }),
      400,
      "Invalid input for field/attribute host. Value: a b. 'a b' does not match '^[a-zA-Z0-9-._]*$'",
    )
    const demo = new Nova(cloud, await cloud.demo())
    expectFault(
      await demo.send('PUT', `/os-services/${action}`, HOST, '2.52'),
      403,
      "Policy doesn't allow os_compute_api:os-services:update to be performed.",
    )
  })

  test('a reason, where one is asked for', async () => {
    expectFault(await act('disable-log-reason', HOST), 400, 'Missing disabled reason field')
  })

  test('which way to force', async () => {
    expectFault(await act('force-down', HOST), 400, 'Missing forced_down field')
  })

  test('forced_down before 2.11', async () => {
    expectFault(
      await act('enable', { ...HOST, forced_down: true }, '2.10'),
      400,
      "Additional properties are not allowed ('forced_down' was unexpected)",
    )
    expect((await act('force-down', { ...HOST, forced_down: true }, '2.10')).status).toBe(404)
    expect((await act('enable', { ...HOST, forced_down: true }, '2.11')).status).toBe(200)
  })

  test('any of it from 2.53 on', async () => {
    expect((await act('enable', HOST, '2.53')).status).toBe(404)
  })
})
