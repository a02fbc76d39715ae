/** Flavors: create, show, update, delete. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let nova: Nova
let demo: Nova

beforeAll(async () => {
  cloud = await startCloud()
  nova = new Nova(cloud, await cloud.admin())
  demo = new Nova(cloud, await cloud.demo())
})
afterAll(() => cloud.app.stop())

let made = 0
const fresh = () => `flavor-${++made}`
const SMALL = { ram: 64, vcpus: 1, disk: 1 }
const create = (flavor: object, version?: string) =>
  nova.send('POST', '/flavors', { flavor: { name: fresh(), ...SMALL, ...flavor } }, version)
const field = (name: string, value: string, why: string): string =>
  `Invalid input for field/attribute ${name}. Value: ${value}. ${why}`

describe('create', () => {
  test('answers with the flavor, in the order and the words of the time of 2.1', async () => {
    const got = await create({ id: 'f 1', name: 'first' })
    expect(got.status).toBe(200)
    expect(got.text).toMatch(
      /^\{"flavor": \{"id": "f 1", "name": "first", "ram": 64, "disk": 1, "swap": "", "OS-FLV-EXT-DATA:ephemeral": 0, "OS-FLV-DISABLED:disabled": false, "vcpus": 1, "os-flavor-access:is_public": true, "rxtx_factor": 1\.0, "links": \[\{"rel": "self", "href": "[^"]+\/v2\.1\/flavors\/f 1"\}, \{"rel": "bookmark", "href": "[^"]+\/flavors\/f 1"\}\]\}\}$/,
    )
  })

  test('takes numbers as texts, and keeps all that it is told', async () => {
    const asked = {
      ...{ id: 77, ram: '128', vcpus: '2', disk: '3', swap: '4', rxtx_factor: '2.5' },
      'OS-FLV-EXT-DATA:ephemeral': '5',
      'os-flavor-access:is_public': 'no',
      description: 'd',
    }
    const got = await create(asked, '2.55')
    expect(got.body.flavor).toMatchObject({
      ...{ id: '77', ram: 128, vcpus: 2, disk: 3, swap: 4, rxtx_factor: 2.5, description: 'd' },
      'OS-FLV-EXT-DATA:ephemeral': 5,
      'os-flavor-access:is_public': false,
    })
    expect((await nova.get('/flavors/77', '2.55')).body).toEqual(got.body)
  })

  test.each([{}, { id: null }])('makes an id where it is told none: %j', async (asked) => {
    const { body } = await create(asked)
    expect(body.flavor.id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  })

  test('an id and a name are taken once, until the flavor is deleted', async () => {
    await create({ id: 'taken', name: 'taken-name' })
    expectFault(await create({ id: 'taken' }), 409, 'Flavor with ID taken already exists.')
    expectFault(
      await create({ name: 'taken-name' }),
      409,
      'Flavor with name taken-name already exists.',
    )
    await nova.send('DELETE', '/flavors/taken')
    expect((await create({ id: 'taken', name: 'taken-name' })).status).toBe(200)
  })

  test('of two at once one gets the id', async () => {
    const got = await Promise.all([1, 2, 3].map(() => create({ id: 'raced' })))
    expect(got.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409', '409'])
  })

  const missing = (name: string) => {
    const flavor = Object.entries({ name: 'x', ...SMALL }).filter(([key]) => key !== name)
    return Object.fromEntries(flavor)
  }
  const refused: readonly (readonly [object, string])[] = [
    [{ id: '' }, field('id', '', "'' should be non-empty")],
    [{ id: 'a/b' }, field('id', 'a/b', "'a/b' does not match '^(?! )[a-zA-Z0-9. _-]+(?<! )$'")],
    [{ id: 'a ' }, field('id', 'a ', "'a ' does not match '^(?! )[a-zA-Z0-9. _-]+(?<! )$'")],
    [{ ram: 0 }, field('ram', '0', '0 is less than the minimum of 1')],
    [{ ram: 'x' }, field('ram', 'x', "'x' does not match '^[0-9]+$'")],
    [{ ram: 1.5 }, field('ram', '1.5', "1.5 is not of type 'integer', 'string'")],
    [
      { vcpus: 2 ** 31 },
      field('vcpus', '2147483648', '2147483648 is greater than the maximum of 2147483647'),
    ],
    [{ disk: -1 }, field('disk', '-1', '-1 is less than the minimum of 0')],
    [{ swap: '' }, field('swap', '', "'' does not match '^[0-9]+$'")],
    [{ rxtx_factor: 0 }, field('rxtx_factor', '0', '0 is less than or equal to the minimum of 0')],
    [
      { rxtx_factor: '0' },
      field('rxtx_factor', '0', '0 is less than or equal to the minimum of 0'),
    ],
    [
      { 'os-flavor-access:is_public': 1 },
      field('os-flavor-access:is_public', '1', "1 is not of type 'boolean', 'string'"),
    ],
  ]
  test.each(refused)('refuses %j', async (asked, message) => {
    expectFault(await create(asked), 400, message)
  })

  test.each(['name', 'ram', 'vcpus', 'disk'])('%s is required', async (name) => {
    const flavor = missing(name)
    const got = await nova.send('POST', '/flavors', { flavor })
    expect(got.body.badRequest.message).toMatch(`'${name}' is a required property`)
  })

  test('there is a description from 2.55 on, and no rxtx_factor from 2.102 on', async () => {
    expect((await create({ description: 'x' }, '2.54')).status).toBe(400)
    expect((await create({ description: 'x'.repeat(65_535) }, '2.55')).status).toBe(200)
    expect((await create({ description: 'x'.repeat(65_536) }, '2.55')).status).toBe(400)
    expect((await create({ rxtx_factor: 1 }, '2.101')).status).toBe(200)
    expect((await create({ rxtx_factor: 1 }, '2.102')).status).toBe(400)
  })

  test('under /v2, spaces around the name are dropped', async () => {
    const { token } = await cloud.admin()
    const flavor = { name: '  spaced ', ...SMALL, unknown: 1 }
    const got = await cloud.request('compute', 'POST', '/v2/flavors', { token, body: { flavor } })
    expect(got.body.flavor.name).toBe('spaced')
  })
})

describe('show', () => {
  const keysAt = async (version: string) =>
    Object.keys((await nova.get('/flavors/shown', version)).body.flavor)

  test('has the fields of its microversion', async () => {
    await create({ id: 'shown' })
    const first = ['id', 'name', 'ram', 'disk', 'swap', 'OS-FLV-EXT-DATA:ephemeral']
    const old = ['OS-FLV-DISABLED:disabled', 'vcpus', 'os-flavor-access:is_public', 'rxtx_factor']
    expect(await keysAt('2.54')).toEqual([...first, ...old, 'links'])
    expect(await keysAt('2.60')).toEqual([...first, ...old, 'links', 'description'])
    expect(await keysAt('2.101')).toEqual([
      ...first,
      ...old,
      ...['links', 'description', 'extra_specs'],
    ])
    expect(await keysAt('2.102')).toEqual([
      ...first,
      ...['vcpus', 'os-flavor-access:is_public', 'links', 'description', 'extra_specs'],
    ])
    const swapAt = async (version: string) =>
      (await nova.get('/flavors/shown', version)).body.flavor.swap
    expect([await swapAt('2.74'), await swapAt('2.75')]).toEqual(['', 0])
  })

  test('is for who may see it: what is private is as missing', async () => {
    const { id } = (await create({ 'os-flavor-access:is_public': false })).body.flavor
    expectFault(await demo.get(`/flavors/${id}`), 404, `Flavor ${id} could not be found.`)
    expect((await nova.get(`/flavors/${id}`)).status).toBe(200)
  })

  test('unknown parameters are refused from 2.102 on', async () => {
    expect((await nova.get('/flavors/shown?foo=1', '2.101')).status).toBe(200)
    expectFault(
      await nova.get('/flavors/shown?foo=1', '2.102'),
      400,
      "Additional properties are not allowed ('foo' was unexpected)",
    )
  })
})

describe('update', () => {
  test('changes the description, and nothing else', async () => {
    const { flavor } = (await create({ description: 'old' }, '2.75')).body
    const put = (body: unknown, version = '2.75') =>
      nova.send('PUT', `/flavors/${flavor.id}`, body, version)
    const got = await put({ flavor: { description: 'new' } })
    expect(got.body.flavor).toEqual({ ...flavor, description: 'new' })
    expect((await nova.get(`/flavors/${flavor.id}`, '2.75')).body).toEqual(got.body)
    expect((await put({ flavor: { description: null } })).body.flavor.description).toBeNull()
    expectFault(
      await put({ flavor: { name: 'x' } }),
      400,
      field('flavor', "{'name': 'x'}", "'description' is a required property"),
    )
    expectFault(
      await put({ flavor: { description: 'x' } }, '2.54'),
      404,
      'The resource could not be found.',
    )
    expectFault(
      await nova.send('PUT', '/flavors/nope', { flavor: { description: 'x' } }, '2.55'),
      404,
      'Flavor nope could not be found.',
    )
  })
})

describe('delete', () => {
  test('answers nothing, and the flavor is gone with its extra specs', async () => {
    await create({ id: 'going' })
    await nova.send('POST', '/flavors/going/os-extra_specs', { extra_specs: { a: 'b' } })
    const got = await nova.send('DELETE', '/flavors/going')
    expect([got.status, got.text]).toEqual([202, ''])
    for (const method of ['GET', 'DELETE']) {
      expectFault(
        await nova.send(method, '/flavors/going'),
        404,
        'Flavor going could not be found.',
      )
    }
    await create({ id: 'going' })
    expect((await nova.get('/flavors/going', '2.61')).body.flavor.extra_specs).toEqual({})
  })
})

describe('who may', () => {
  test.each([
    ['POST', '', 'create', { flavor: { name: 'x', ...SMALL } }],
    ['PUT', '/1', 'update', { flavor: { description: 'x' } }],
    ['DELETE', '/1', 'delete', undefined],
  ])('%s %s is for administrators', async (method, path, verb, body) => {
    const got = await demo.send(method, `/flavors${path}`, body, '2.55')
    const rule = `os_compute_api:os-flavor-manage:${verb}`
    expectFault(got, 403, `Policy doesn't allow ${rule} to be performed.`)
  })
})
