/** Aggregates: list, create, show, update, delete. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova, occupy } from '../../../test/support/compute.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

let cloud: Cloud
let admin: Persona
let nova: Nova
const clock = new ManualClock(Date.UTC(2026, 10, 22, 11, 37, 51, 802))

beforeAll(async () => {
  cloud = await startCloud({ clock })
  admin = await cloud.admin()
  nova = new Nova(cloud, admin)
})
afterAll(() => cloud.app.stop())

const create = (aggregate: unknown, version?: string) =>
  nova.send('POST', '/os-aggregates', { aggregate }, version)
const update = (id: number | string, aggregate: unknown) =>
  nova.send('PUT', `/os-aggregates/${id}`, { aggregate })

const NAME_RULE =
  "An invalid 'name' value was provided. The name must be: printable characters. " +
  'Can not start or end with whitespace.'
const SPACED_NAME_RULE =
  "An invalid 'name' value was provided. The name must be: printable characters with at least " +
  'one non space character'
const field = (name: string, value: string, why: string): string =>
  `Invalid input for field/attribute ${name}. Value: ${value}. ${why}`
const NONE_FITS = 'is not valid under any of the given schemas'

describe('create', () => {
  test('answers with the aggregate, but without hosts and metadata', async () => {
    const got = await create({ name: 'first', availability_zone: 'az1' })
    expect(got.status).toBe(200)
    expect(got.text).toMatch(
      /^\{"aggregate": \{"id": \d+, "name": "first", "created_at": "2026-11-22T11:37:51.802000", "updated_at": null, "deleted_at": null, "deleted": false, "availability_zone": "az1"\}\}$/,
    )
  })

  test('shows the uuid from 2.41 on', async () => {
    const got = await create({ name: 'with-uuid' }, '2.41')
    expect(Object.keys(got.body.aggregate).slice(0, 3)).toEqual(['id', 'uuid', 'name'])
    expect(got.body.aggregate.availability_zone).toBeNull()
  })

  test('a zone of null is no zone', async () => {
    const got = await create({ name: 'no-zone', availability_zone: null })
    const shown = await nova.get(`/os-aggregates/${got.body.aggregate.id}`)
    expect(shown.body.aggregate.metadata).toEqual({})
  })

  test('a name is taken once, whatever became of the aggregate’s number', async () => {
    const id = await nova.aggregate('taken')
    expectFault(await create({ name: 'taken' }), 409, 'Aggregate taken already exists.')
    await nova.send('DELETE', `/os-aggregates/${id}`)
    expect(await nova.aggregate('taken')).toBeGreaterThan(id)
  })

  const refused: readonly (readonly [unknown, string])[] = [
    [{}, field('aggregate', '{}', "'name' is a required property")],
    [{ name: '' }, field('name', '', "'' should be non-empty")],
    [{ name: 'n'.repeat(256) }, field('name', 'n'.repeat(256), `'${'n'.repeat(256)}' is too long`)],
    [{ name: ' x' }, NAME_RULE],
    [{ name: 'x ' }, NAME_RULE],
    [{ name: 'a\tb' }, NAME_RULE],
    [{ name: 1 }, field('name', '1', "1 is not of type 'string'")],
    [
      { name: 'x', availability_zone: 'a:b' },
      field('availability_zone', 'a:b', `'a:b' ${NONE_FITS}`),
    ],
    [{ name: 'x', availability_zone: '' }, field('availability_zone', '', `'' ${NONE_FITS}`)],
    [
      { name: 'x', x: 1 },
      field(
        'aggregate',
        "{'name': 'x', 'x': 1}",
        "Additional properties are not allowed ('x' was unexpected)",
      ),
    ],
  ]
  test.each(refused)('refuses %j', async (aggregate, message) => {
    expectFault(await create(aggregate), 400, message)
  })

  test('refuses a body that is missing, empty or broken', async () => {
    const post = (body: unknown) => nova.send('POST', '/os-aggregates', body)
    expectFault(await post(undefined), 400, "None is not of type 'object'")
    expectFault(await post({}), 400, "'aggregate' is a required property")
    expectFault(await post('{'), 400, 'Malformed request body')
  })

  test('under /v2, spaces around name and zone are dropped, and what is not known too', async () => {
    const got = await cloud.request('compute', 'POST', '/v2/os-aggregates', {
      token: admin.token,
      body: { aggregate: { name: ' spaced ', availability_zone: ' z ', x: 1 } },
    })
    expect(got.body.aggregate).toMatchObject({ name: 'spaced', availability_zone: 'z' })
  })
})

describe('list and show', () => {
  test('a list has every aggregate in full, by id', async () => {
    const ids = [await nova.aggregate('list-1', 'az1'), await nova.aggregate('list-2')]
    await nova.addHost(ids[0]!, 'host-2')
    await nova.addHost(ids[0]!, 'host-1')
    const { aggregates } = (await nova.get('/os-aggregates', '2.41')).body
    const found = aggregates.filter(({ id }: { id: number }) => ids.includes(id))
    const shown = await Promise.all(ids.map((id) => nova.get(`/os-aggregates/${id}`, '2.41')))
    expect(found).toEqual(shown.map(({ body }) => body.aggregate))
    expect(found[0].hosts).toEqual(['host-2', 'host-1'])
    for (const host of ['host-1', 'host-2']) await nova.removeHost(ids[0]!, host)
  })

  test('unknown parameters are refused from 2.102 on', async () => {
    const id = await nova.aggregate('query')
    for (const path of ['/os-aggregates', `/os-aggregates/${id}`]) {
      expect((await nova.get(`${path}?foo=1`, '2.101')).status).toBe(200)
      expectFault(
        await nova.get(`${path}?foo=1`, '2.102'),
        400,
        "Additional properties are not allowed ('foo' was unexpected)",
      )
    }
  })

  test('an id must be an integer, and be there', async () => {
    expectFault(
      await nova.get('/os-aggregates/x'),
      400,
      'Invalid input received: id must be an integer',
    )
    expectFault(await nova.get('/os-aggregates/9999'), 404, 'Aggregate 9999 could not be found.')
  })
})

describe('update', () => {
  test('renames, and says when', async () => {
    const id = await nova.aggregate('old-name')
    clock.advance(60_000)
    const got = await update(id, { name: ' new-name ' })
    expect(got.body.aggregate).toMatchObject({
      name: 'new-name',
      updated_at: '2026-11-22T11:38:51.802000',
    })
    expect((await nova.get(`/os-aggregates/${id}`)).body).toEqual(got.body)
    clock.advance(60_000)
    const same = await update(id, { name: 'new-name' })
    expect(same.body).toEqual(got.body)
  })

  test('sets the zone', async () => {
    const id = await nova.aggregate('zoned', 'az1')
    const got = await update(id, { availability_zone: 'az2' })
    expect(got.body.aggregate).toMatchObject({
      availability_zone: 'az2',
      metadata: { availability_zone: 'az2' },
    })
  })

  test('is all or nothing: a refused zone leaves the name as it was', async () => {
    const id = await nova.aggregate('whole', 'az1')
    expectFault(
      await update(id, { name: 'half', availability_zone: null }),
      400,
      `Cannot update aggregate ${id}. Reason: Aggregate half does not support empty named ` +
        'availability zone.',
    )
    expect((await nova.get(`/os-aggregates/${id}`)).body.aggregate).toMatchObject({
      name: 'whole',
      updated_at: null,
    })
  })

  test('does not bring a host into two zones', async () => {
    const [first, second] = [await nova.aggregate('put-a', 'azA'), await nova.aggregate('put-b')]
    await nova.addHost(first, 'host-3')
    await nova.addHost(second, 'host-3')
    expectFault(
      await update(second, { availability_zone: 'azB' }),
      400,
      `Cannot update aggregate ${second}. Reason: One or more hosts already in availability ` +
        "zone(s) ['azA'].",
    )
    for (const id of [first, second]) await nova.removeHost(id, 'host-3')
  })

  test('does not move servers to another zone', async () => {
    await using other = await startCloud()
    const theirs = new Nova(other, await other.admin())
    const id = await theirs.aggregate('busy', 'azD')
    await theirs.addHost(id, 'host-2')
    await occupy(other, 'host-2', ['server'])
    expectFault(
      await theirs.send('PUT', `/os-aggregates/${id}`, { aggregate: { availability_zone: 'azE' } }),
      400,
      `Cannot update aggregate ${id}. Reason: One or more hosts contain instances in this zone.`,
    )
  })

  test('refuses what it cannot do', async () => {
    const id = await nova.aggregate('refusing')
    await nova.aggregate('occupied')
    expectFault(await update(id, {}), 400, field('aggregate', '{}', `{} ${NONE_FITS}`))
    expectFault(await update(id, { name: '  ' }), 400, SPACED_NAME_RULE)
    expectFault(
      await update(id, { availability_zone: ' z' }),
      400,
      field('availability_zone', ' z', `' z' ${NONE_FITS}`),
    )
    expectFault(await update(id, { name: 'occupied' }), 409, 'Aggregate occupied already exists.')
    expectFault(await update(9999, { name: 'x' }), 404, 'Aggregate 9999 could not be found.')
    expectFault(
      await update('x', { name: 'x' }),
      400,
      'Invalid input received: id must be an integer',
    )
  })
})

describe('delete', () => {
  test('answers nothing, and the aggregate is gone', async () => {
    const id = await nova.aggregate('going', 'az1')
    const got = await nova.send('DELETE', `/os-aggregates/${id}`)
    expect([got.status, got.text]).toEqual([200, ''])
    const again = await nova.send('DELETE', `/os-aggregates/${id}`)
    expectFault(again, 404, `Aggregate ${id} could not be found.`)
    expectFault(await nova.get(`/os-aggregates/${id}`), 404, `Aggregate ${id} could not be found.`)
  })

  test('hosts must have left before', async () => {
    const id = await nova.aggregate('full')
    await nova.addHost(id, 'host-1')
    expectFault(
      await nova.send('DELETE', `/os-aggregates/${id}`),
      400,
      `Cannot remove host from aggregate ${id}. Reason: Host aggregate is not empty.`,
    )
    await nova.removeHost(id, 'host-1')
    expect((await nova.send('DELETE', `/os-aggregates/${id}`)).status).toBe(200)
  })
})

describe('who may', () => {
  const aggregate = { name: 'x' }
  test.each([
    { method: 'GET', path: '', verb: 'index' },
    { method: 'POST', path: '', verb: 'create', body: { aggregate } },
    { method: 'GET', path: '/x', verb: 'show' },
    { method: 'PUT', path: '/x', verb: 'update', body: { aggregate } },
    { method: 'DELETE', path: '/x', verb: 'delete' },
  ])('$verb is for administrators', async ({ method, path, verb, body }) => {
    const demo = new Nova(cloud, await cloud.demo())
    const rule = `os_compute_api:os-aggregates:${verb}`
    const got = await demo.send(method, `/os-aggregates${path}`, body)
    expectFault(got, 403, `Policy doesn't allow ${rule} to be performed.`)
  })
})
