import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { NEWEST, useServerCloud } from '../../../test/support/server-cloud.ts'
import { storedServer } from '../../../test/support/server-rows.ts'
import { recordEvent } from './instance-actions.store.ts'

const all = useServerCloud()

let id: string
let path: string

/** Makes a server, and locks and unlocks it. */
beforeAll(async () => {
  id = await all.server()
  path = `/servers/${id}/os-instance-actions`
  for (const body of [{ lock: null }, { unlock: null }, { 'os-stop': null }]) {
    const got = await all.demo.send('POST', `/servers/${id}/action`, body)
    expect(got.status).toBe(202)
    await all.cloud.settled()
  }
})

const list = async (query = '', version = NEWEST) =>
  (await all.demo.get(path + query, version)).body

async function requestOf(action: string): Promise<string> {
  const { instanceActions } = await list()
  return instanceActions.find((item: { action: string }) => item.action === action).request_id
}

const names = (body: { instanceActions: { action: string }[] }) =>
  body.instanceActions.map(({ action }) => action)

describe('the list', () => {
  test('has the latest first, and who did it', async () => {
    const { instanceActions, links } = await list()
    expect(names({ instanceActions })).toEqual(['stop', 'unlock', 'lock', 'create'])
    expect(links).toBeUndefined()
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000$/)
    expect(instanceActions[1]).toEqual({
      ...{ action: 'unlock', instance_uuid: id, message: null },
      request_id: expect.stringMatching(/^req-/),
      ...{ user_id: all.persona.userId, project_id: all.persona.projectId },
      ...{ start_time: time, updated_at: time },
    })
  })

  test('has neither pages nor the time of the last change before 2.58', async () => {
    const body = await list('?limit=1&bogus=2', '2.57')
    expect(Object.keys(body)).toEqual(['instanceActions'])
    expect(body.instanceActions).toHaveLength(4)
    expect(body.instanceActions[0]).not.toHaveProperty('updated_at')
  })

  test('comes in pages that lead to each other', async () => {
    const first = await list('?limit=3')
    expect(names(first)).toEqual(['stop', 'unlock', 'lock'])
    const [{ rel, href }] = first.links
    const marker = first.instanceActions[2].request_id
    expect(rel).toBe('next')
    expect(href).toMatch(
      new RegExp(`/v2\\.1/servers/${id}/os-instance-actions\\?limit=3&marker=${marker}$`),
    )
    const rest = await list(`?limit=3&marker=${marker}`)
    expect([names(rest), rest.links]).toEqual([['create'], undefined])
    expect(await list('?limit=0')).toEqual({ instanceActions: [] })
  })

  test('can be asked for what changed in between', async () => {
    const { instanceActions } = await list()
    const at = `${instanceActions[0].updated_at.slice(0, 19)}Z`
    expect(names(await list(`?changes-since=${at}`))).toContain('stop')
    expect(names(await list(`?changes-before=${at}`))).toContain('stop')
    expect(await list('?changes-since=2099-01-01T00:00:00Z')).toEqual({ instanceActions: [] })
    expect(await list('?changes-before=2000-01-01T00:00:00Z')).toEqual({ instanceActions: [] })
  })

  test.each([
    [
      '?limit=-1',
      "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'",
    ],
    [
      '?limit=2&limit=3',
      "Invalid input for query parameters limit. Value: ['2', '3']. ['2', '3'] is too long",
    ],
    ['?marker=nope', 'Marker None could not be found.'],
    [
      '?changes-since=x',
      "Invalid input for query parameters changes-since. Value: x. 'x' is not a 'date-time'",
    ],
    [
      '?changes-since=2030-01-01T00:00:00Z&changes-before=2020-01-01T00:00:00Z',
      'The value of changes-since must be less than or equal to changes-before.',
    ],
    ['?bogus=1', "Additional properties are not allowed ('bogus' was unexpected)"],
  ])('%s is refused', async (query, message) => {
    expectFault(await all.demo.get(path + query, NEWEST), 400, message)
  })

  test('changes-before is unknown before 2.66', async () => {
    const got = await all.demo.get(`${path}?changes-before=2020-01-01T00:00:00Z`, '2.65')
    expectFault(got, 400, "Additional properties are not allowed ('changes-before' was unexpected)")
  })

  test('is for readers of the project, and for nobody elsewhere', async () => {
    expect((await all.reader.get(path)).status).toBe(200)
    expectFault(await all.stranger.get(path), 404, `Instance ${id} could not be found.`)
  })
})

describe('one of them', () => {
  const keysAt = async (as: 'demo' | 'admin', version: string) => {
    const got = await all[as].get(`${path}/${await requestOf('stop')}`, version)
    const { events } = got.body.instanceAction
    return events === undefined ? undefined : Object.keys(events[0])
  }
  const BASE = ['event', 'start_time', 'finish_time', 'result']

  test.each([
    ['demo', '2.50', undefined],
    ['demo', '2.51', BASE],
    ['demo', '2.62', [...BASE, 'hostId']],
    ['demo', '2.84', [...BASE, 'hostId']],
    ['admin', '2.1', [...BASE, 'traceback']],
    ['admin', '2.61', [...BASE, 'traceback']],
    ['admin', '2.62', [...BASE, 'traceback', 'host', 'hostId']],
    ['admin', '2.84', [...BASE, 'traceback', 'host', 'hostId', 'details']],
  ] as const)('shows its parts to %s at %s', async (as, version, keys) => {
    expect(await keysAt(as, version)).toEqual(keys)
  })

  test('tells the host in no other way than the server does', async () => {
    const { host } = await storedServer(all.cloud, id)
    const got = await all.admin.get(`${path}/${await requestOf('create')}`, NEWEST)
    expect(got.body.instanceAction.events).toMatchObject([
      { event: 'compute__do_build_and_run_instance', result: 'Success', host },
    ])
    expect(got.body.instanceAction.events[0].hostId).toMatch(/^[0-9a-f]{56}$/)
  })

  test('says Error where a part has failed, and why to administrators', async () => {
    const requestId = await requestOf('lock')
    const error = { traceback: 'where', details: 'why' }
    const at = new Date().toISOString()
    await all.cloud.app.database.write((tx) =>
      recordEvent(
        tx,
        { serverId: id, requestId },
        { event: 'compute_x', startedAt: at, finishedAt: at, host: null, error },
      ),
    )
    const shown = await all.admin.get(`${path}/${requestId}`, NEWEST)
    expect(shown.body.instanceAction.message).toBe('Error')
    expect(shown.body.instanceAction.events[0]).toMatchObject({
      ...{ event: 'compute_x', result: 'Error', host: null, hostId: '' },
      ...{ traceback: 'where', details: 'why' },
    })
    const member = await all.demo.get(`${path}/${requestId}`, NEWEST)
    expect(member.text).not.toContain('why')
  })

  test('that is none is missed', async () => {
    expectFault(await all.demo.get(`${path}/req-nope`, NEWEST), 404, 'Action req-nope not found')
    const other = await all.server()
    const got = await all.demo.get(
      `/servers/${other}/os-instance-actions/${await requestOf('lock')}`,
    )
    expect(got.status).toBe(404)
  })

  test('with parameters is refused since 2.102', async () => {
    const one = `${path}/${await requestOf('lock')}?x=1`
    expect((await all.demo.get(one, '2.101')).status).toBe(200)
    expectFault(
      await all.demo.get(one, '2.102'),
      400,
      "Additional properties are not allowed ('x' was unexpected)",
    )
  })
})

test('what was done to a deleted server stays to be seen, since 2.21', async () => {
  const gone = await all.server()
  await all.demo.send('DELETE', `/servers/${gone}`)
  await all.cloud.settled()
  const actions = `/servers/${gone}/os-instance-actions`
  expectFault(await all.demo.get(actions, '2.20'), 404, `Instance ${gone} could not be found.`)
  const { body } = await all.demo.get(actions, '2.21')
  expect(names(body)).toEqual(['delete', 'create'])
  const one = await all.admin.get(`${actions}/${body.instanceActions[0].request_id}`, NEWEST)
  expect(one.body.instanceAction.events).toMatchObject([{ event: 'compute_terminate_instance' }])
})
