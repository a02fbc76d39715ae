/** Types of groups and their specs. */
import { beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { refusal, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const clock = new ManualClock()
const my = useVolumeCloud('instant', clock)

const NONE = '00000000-0000-0000-0000-000000000000'
const SEEDED = 'default_cgsnapshot_type'
let ids = 0

const ask = (api: VolumeApi, method: string, path: string, body?: object) =>
  api(method, `/group_types${path}`, body, '3.11')

async function make(more: object = {}): Promise<{ id: string; name: string }> {
  const name = `made-${++ids}`
  const got = await ask(my.admin, 'POST', '', { group_type: { name, ...more } })
  expect(got.status, got.text).toBe(202)
  return got.body.group_type
}

describe('types', () => {
  test('are made by administrators', async () => {
    const group_type = { name: 'gt', description: 'd', is_public: true, group_specs: { a: 'b' } }
    const got = await ask(my.admin, 'POST', '', { group_type })
    expect(got.status).toBe(202)
    expect(got.body.group_type).toEqual({ id: expect.any(String), ...group_type })
    const { id } = got.body.group_type
    expect((await ask(my.admin, 'GET', `/${id}`)).body).toEqual(got.body)
    const { group_specs: _, ...open } = got.body.group_type
    expect((await ask(my.reader, 'GET', `/${id}`)).body).toEqual({ group_type: open })
    expect(refusal(await ask(my.admin, 'POST', '', { group_type }))).toBe(
      '409 Group Type gt already exists.',
    )
    expect(refusal(await ask(my.demo, 'POST', '', { group_type }))).toBe(
      "403 Policy doesn't allow group:group_types:create to be performed.",
    )
  })

  test('begin at 3.11', async () => {
    const group_type = { name: 'early' }
    expect((await my.admin('POST', '/group_types', { group_type }, '3.10')).status).toBe(404)
    expect((await my.admin('GET', '/group_types', undefined, '3.10')).status).toBe(404)
  })

  test.each([
    [{}, /'name' is a required property/],
    [{ name: null }, /None is not of type 'string'/],
    [{ name: '  ' }, /The 'name' can not be empty/],
    [
      { name: 'x', group_specs: { a: 1 } },
      /field\/attribute a\. Value: 1\. 1 is not of type 'string'$/,
    ],
    [{ name: 'x', is_public: 'x' }, /'x' is not one of \[True/],
    [{ name: 'x', y: 1 }, /'y' was unexpected/],
  ])('%j makes none', async (group_type, message) => {
    const got = refusal(await ask(my.admin, 'POST', '', { group_type }))
    expect(got).toMatch(/^400/)
    expect(got).toMatch(message)
  })

  test('may come without specs', async () => {
    const { id } = await make({ group_specs: null })
    expect((await ask(my.admin, 'GET', `/${id}`)).body.group_type.group_specs).toEqual({})
  })

  test('that are private are seen by administrators alone', async () => {
    const { id } = await make({ is_public: false })
    expect((await ask(my.admin, 'GET', `/${id}`)).body.group_type.is_public).toBe(false)
    expect(refusal(await ask(my.demo, 'GET', `/${id}`))).toBe(
      `404 Group type ${id} could not be found.`,
    )
  })

  test('have no default', async () => {
    expect(refusal(await ask(my.demo, 'GET', '/default'))).toBe(
      '404 Default group type can not be found.',
    )
  })

  test('are changed', async () => {
    const { id } = await make({ description: 'old', group_specs: { a: 'b' } })
    const put = (group_type: object, of = id) => ask(my.admin, 'PUT', `/${of}`, { group_type })
    const named = await put({ name: 'renamed', is_public: 'no' })
    expect(named.status).toBe(200)
    expect(named.body.group_type).toEqual({
      ...{ id, name: 'renamed', description: 'old', is_public: false, group_specs: { a: 'b' } },
    })
    expect((await put({ description: 'new' })).body.group_type).toMatchObject({
      ...{ name: 'renamed', description: 'new', is_public: false },
    })
    const nothing = '400 Specify group type name, description or a combination thereof.'
    expect(refusal(await put({}))).toBe(nothing)
    expect(refusal(await put({ name: null }))).toBe(nothing)
    expect(refusal(await put({}, NONE))).toBe(nothing)
    expect(refusal(await put({ name: ' ' }))).toBe('400 Group type name can not be empty.')
    expect(refusal(await put({ name: SEEDED }))).toBe(`409 Group Type ${SEEDED} already exists.`)
    expect(refusal(await put({ name: 'x' }, NONE))).toBe(
      `404 Group type ${NONE} could not be found.`,
    )
    expect((await ask(my.demo, 'PUT', `/${NONE}`, { group_type: { name: 'x' } })).status).toBe(403)
  })

  test('are deleted', async () => {
    const { id } = await make()
    expect((await ask(my.demo, 'DELETE', `/${id}`)).status).toBe(403)
    const got = await ask(my.admin, 'DELETE', `/${id}`)
    expect([got.status, got.text]).toEqual([202, ''])
    expect(refusal(await ask(my.admin, 'DELETE', `/${id}`))).toBe(
      `404 Group type ${id} could not be found.`,
    )
  })
})

describe('lists', () => {
  beforeAll(async () => {
    for (const { id } of (await ask(my.admin, 'GET', '?is_public=None')).body.group_types) {
      const { name } = (await ask(my.admin, 'GET', `/${id}`)).body.group_type
      if (name !== SEEDED) await ask(my.admin, 'DELETE', `/${id}`)
    }
    // Which is the newest is known where no two are of one moment.
    const later = (group_type: object) => {
      clock.advance(1)
      return ask(my.admin, 'POST', '', { group_type })
    }
    await later({ name: 'b' })
    await later({ name: 'a', group_specs: { k: 'v' } })
    await later({ name: 'p', is_public: false })
  })

  async function names(query: string, api = my.admin): Promise<string[]> {
    const got = await ask(api, 'GET', query)
    expect(got.status, got.text).toBe(200)
    return got.body.group_types.map((each: { name: string }) => each.name)
  }

  test('show the newest first, and the type that was always there last', async () => {
    expect(await names('')).toEqual(['a', 'b', SEEDED])
    expect(await names('?sort=name:asc')).toEqual(['a', 'b', SEEDED])
    expect(await names('?offset=1')).toEqual(['b', SEEDED])
    expect(await names(`?marker=${NONE}&bogus=1&name=a`)).toEqual(['a', 'b', SEEDED])
  })

  test('show private ones to administrators who ask', async () => {
    expect(await names('?is_public=None')).toEqual(['p', 'a', 'b', SEEDED])
    expect(await names('?is_public=False')).toEqual(['p'])
    expect(await names('?is_public=False', my.demo)).toEqual(['a', 'b', SEEDED])
    expect(await names('?is_public=x', my.demo)).toEqual(['a', 'b', SEEDED])
    expect(refusal(await ask(my.admin, 'GET', '?is_public=x'))).toBe(
      '400 Invalid is_public filter [x]',
    )
  })

  test('show specs to administrators', async () => {
    const [shown] = (await ask(my.admin, 'GET', '?limit=1')).body.group_types
    expect(shown.group_specs).toEqual({ k: 'v' })
    const got = await ask(my.demo, 'GET', '?limit=1')
    expect(got.body.group_types[0]).not.toHaveProperty('group_specs')
    expect(got.body.group_type_links).toEqual([
      { rel: 'next', href: expect.stringContaining(`/group_types?limit=1&marker=${shown.id}`) },
    ])
    expect(refusal(await ask(my.demo, 'GET', '?sort=bogus'))).toBe(
      '400 Invalid input received: Invalid sort key',
    )
  })

  test('the type of consistency groups promises snapshots of one moment', async () => {
    const [seeded] = (await ask(my.admin, 'GET', '?sort=created_at:asc&limit=1')).body.group_types
    expect(seeded).toMatchObject({
      name: SEEDED,
      description: 'Default group type for migrating cgsnapshot',
      group_specs: { consistent_group_snapshot_enabled: '<is> True' },
    })
  })
})

describe('specs', () => {
  const at = (id: string, key = '') => `/${id}/group_specs${key && `/${key}`}`

  test('are set, shown, replaced and removed', async () => {
    const { id } = await make({ group_specs: { a: 'b' } })
    const group_specs = { k1: 'v1', k2: null }
    const set = await ask(my.admin, 'POST', at(id), { group_specs })
    expect([set.status, set.body]).toEqual([202, { group_specs }])
    expect((await ask(my.admin, 'GET', at(id))).body).toEqual({
      group_specs: { a: 'b', k1: 'v1', k2: null },
    })
    expect((await ask(my.admin, 'GET', at(id, 'k1'))).body).toEqual({ k1: 'v1' })
    const put = await ask(my.admin, 'PUT', at(id, 'k9'), { k9: 'new' })
    expect([put.status, put.body]).toEqual([200, { k9: 'new' }])
    expect((await ask(my.admin, 'DELETE', at(id, 'k2'))).status).toBe(202)
    expect(refusal(await ask(my.admin, 'DELETE', at(id, 'k2')))).toBe(
      `404 Group Type ${id} has no specs with key k2.`,
    )
    expect(refusal(await ask(my.admin, 'GET', at(id, 'k2')))).toBe(
      `404 Group Type ${id} has no extra spec with key k2.`,
    )
  })

  test('are refused where they are none', async () => {
    const { id } = await make()
    expect(refusal(await ask(my.admin, 'PUT', at(id, 'a'), { b: 'x' }))).toBe(
      '400 Request body and URI mismatch',
    )
    expect(refusal(await ask(my.admin, 'PUT', at(id, 'a'), { a: 'x', b: 'y' }))).toMatch(
      /^400 .*has too many properties/,
    )
    expect(refusal(await ask(my.admin, 'POST', at(id), { group_specs: { 'a b!': 'c' } }))).toMatch(
      /^400 .*does not match any of the regexes/,
    )
  })

  test('are the business of administrators', async () => {
    const { id } = await make({ group_specs: { a: 'b' } })
    const refused = async (method: string, key: string, body?: object) =>
      refusal(await ask(my.demo, method, at(id, key), body))
    const rule = (name: string) =>
      `403 Policy doesn't allow group:group_types_specs:${name} to be performed.`
    expect(await refused('GET', '')).toBe(rule('get_all'))
    expect(await refused('GET', 'a')).toBe(rule('get'))
    expect(await refused('POST', '', { group_specs: {} })).toBe(rule('create'))
    expect(await refused('PUT', 'a', { a: 'c' })).toBe(rule('update'))
    expect(await refused('DELETE', 'a')).toBe(rule('delete'))
  })

  test('of a type that is not there are not found', async () => {
    const gone = `404 Group type ${NONE} could not be found.`
    for (const [method, key, body] of [
      ['GET', '', undefined],
      ['GET', 'a', undefined],
      ['POST', '', { group_specs: {} }],
      ['PUT', 'a', { a: 'c' }],
      ['DELETE', 'a', undefined],
    ] as const) {
      expect(refusal(await ask(my.admin, method, at(NONE, key), body))).toBe(gone)
    }
  })
})
