/** What other services tell of servers. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'
import { changeServer, storedServer } from '../../../test/support/server-rows.ts'

const my = useServerCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let id: string

beforeAll(async () => {
  id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
})

const tell = (events: object[], version = '2.104', nova = my.admin) =>
  nova.send('POST', '/os-server-external-events', { events }, version)

const actionsOf = async (server: string) => {
  const got = await my.demo.get(`/servers/${server}/os-instance-actions`)
  return got.body.instanceActions.map(({ action }: { action: string }) => action)
}

describe('what is told', () => {
  test('is answered one by one', async () => {
    const known = { name: 'network-changed', server_uuid: id }
    const plugged = { ...known, name: 'network-vif-plugged', tag: 'x', status: 'failed' }
    const whole = await tell([known, plugged])
    expect([whole.status, whole.text]).toEqual([
      200,
      `{"events": [{"name": "network-changed", "server_uuid": "${id}", "status": "completed", ` +
        `"code": 200}, {"name": "network-vif-plugged", "server_uuid": "${id}", "tag": "x", ` +
        '"status": "completed", "code": 200}]}',
    ])
    const unknown = { ...known, server_uuid: NONE }
    const part = await tell([known, unknown])
    expect([part.status, part.body.events]).toEqual([
      207,
      [
        { ...known, status: 'completed', code: 200 },
        { ...unknown, status: 'failed', code: 404 },
      ],
    ])
    expect((await tell([unknown])).status).toBe(207)
  })

  test('is of no use without a tag that is needed, or to a server without a host', async () => {
    const codes = async (event: object) =>
      (await tell([{ server_uuid: id, ...event }])).body.events.map((one: any) => one.code)
    for (const name of ['volume-extended', 'power-update', 'accelerator-request-bound']) {
      expect(await codes({ name })).toEqual([400])
    }
    expect(await codes({ name: 'volume-reimaged' })).toEqual([200])
    const { host } = await storedServer(my.cloud, id)
    await changeServer(my.cloud, id, { host: null })
    expect(await codes({ name: 'network-changed' })).toEqual([422])
    await changeServer(my.cloud, id, { host })
  })

  test('of power switches the machine, where it runs or is off', async () => {
    const power = async (tag: string) => {
      expect((await tell([{ name: 'power-update', server_uuid: id, tag }], '2.76')).status).toBe(
        200,
      )
      await my.cloud.settled()
      const { vm_state: vmState, power_state: powerState } = await storedServer(my.cloud, id)
      return [vmState, powerState]
    }
    expect(await power('POWER_OFF')).toEqual(['stopped', 4])
    expect(await power('POWER_OFF')).toEqual(['stopped', 4])
    expect(await power('nonsense')).toEqual(['stopped', 4])
    expect(await power('POWER_ON')).toEqual(['active', 1])
    expect(await actionsOf(id)).toEqual(['start', 'stop', 'stop', 'create'])
  })

  test('of volumes is recorded', async () => {
    await tell([{ name: 'volume-extended', server_uuid: id, tag: NONE }], '2.51')
    expect((await actionsOf(id))[0]).toBe('extend_volume')
  })

  test('is believed of administrators and services alone', async () => {
    const rule =
      "Policy doesn't allow os_compute_api:os-server-external-events:create to be performed."
    const events = [{ name: 'network-changed', server_uuid: id }]
    expectFault(await tell(events, '2.104', my.demo), 403, rule)
    const service = await my.cloud.user('neutron', 'service', 'service')
    const got = await my.cloud.request('compute', 'POST', '/v2.1/os-server-external-events', {
      token: service.token,
      body: { events },
    })
    expect(got.status, got.text).toBe(200)
  })

  test.each<[string, object, string]>([
    [
      '2.50',
      { name: 'volume-extended', server_uuid: NONE },
      'Invalid input for field/attribute name. Value: volume-extended. ' +
        "'volume-extended' is not one of ['network-changed', 'network-vif-plugged', " +
        "'network-vif-unplugged', 'network-vif-deleted']",
    ],
    [
      '2.93',
      { name: 'network-changed', server_uuid: NONE, status: 'x' },
      "Invalid input for field/attribute status. Value: x. 'x' is not one of ['failed', " +
        "'completed', 'in-progress']",
    ],
    [
      '2.1',
      { name: 'network-changed', server_uuid: 'x' },
      "Invalid input for field/attribute server_uuid. Value: x. 'x' is not a 'uuid'",
    ],
  ])('at %s cannot be %j', async (version, event, reason) => {
    expectFault(await tell([event], version), 400, reason)
  })
})

test('a port that somebody deletes in Network is none of the server’s any more', async () => {
  const server = await my.server({ networks: [{ uuid: my.networkIds.private }] })
  const rows = () =>
    my.cloud.app.database.read((tx) =>
      tx.db.selectFrom('server_ports').selectAll().where('server_id', '=', server).execute(),
    )
  const [row] = await rows()
  // What is said of a port that is there is passed over.
  const event = { name: 'network-vif-deleted', server_uuid: server, tag: row!.port_id }
  expect((await tell([event])).status).toBe(200)
  expect(await rows()).toHaveLength(1)
  const gone = await my.networkAdmin('DELETE', `/ports/${row!.port_id}`)
  expect(gone.status, gone.text).toBe(204)
  expect(await rows()).toEqual([])
  const interfaces = (await my.demo.get(`/servers/${server}/os-interface`)).body
  expect(interfaces).toEqual({ interfaceAttachments: [] })
  expect((await my.demo.send('DELETE', `/servers/${server}`)).status).toBe(204)
})
