import { afterEach, describe, expect, test } from 'vitest'
import { expectFault, type Nova } from '../../../test/support/compute.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { serverCloud, useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()
const PATH = '/os-server-groups'
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/)
const NONE = '00000000-0000-4000-8000-000000000000'

const make = (server_group: object, version = '2.104', as: Nova = my.demo) =>
  as.send('POST', PATH, { server_group }, version)

async function group(name: string, as: Nova = my.demo): Promise<string> {
  const got = await make({ name, policy: 'anti-affinity' }, '2.64', as)
  expect(got.status, got.text).toBe(200)
  return got.body.server_group.id
}

const names = async (query: string, as: Nova = my.demo) =>
  (await as.get(`${PATH}${query}`, '2.64')).body.server_groups.map(
    (one: { name: string }) => one.name,
  )

afterEach(async () => {
  for (const { id } of (await my.admin.get(`${PATH}?all_projects=1`)).body.server_groups) {
    await my.admin.send('DELETE', `${PATH}/${id}`)
  }
})

describe('creating', () => {
  test('answers with the group, in the words of its microversion', async () => {
    const { projectId: project_id, userId: user_id } = my.persona
    const older = { id: UUID, name: 'g', policies: ['affinity'], metadata: {}, members: [] }
    const told = { name: 'g', policies: ['affinity'] }
    for (const [version, body] of [
      ['2.1', older],
      ['2.13', { ...older, project_id, user_id }],
    ] as const) {
      const got = await make(told, version)
      expect([got.status, got.body]).toEqual([200, { server_group: body }])
    }
    const got = await make({ name: 'g', policy: 'affinity' }, '2.64')
    const newer = { id: UUID, name: 'g', policy: 'affinity', rules: {}, members: [] }
    expect(got.body).toEqual({ server_group: { ...newer, project_id, user_id } })
  })

  test('an anti-affinity group may say how many servers share a host, also as text', async () => {
    const rules = { max_server_per_host: '3' }
    const got = await make({ name: 'g', policy: 'anti-affinity', rules })
    expect(got.body.server_group.rules).toEqual({ max_server_per_host: 3 })
    expectFault(
      await make({ name: 'g', policy: 'soft-anti-affinity', rules }),
      400,
      'Only anti-affinity policy supports rules.',
    )
    expect((await make({ name: 'g', policy: 'affinity', rules: {} })).status).toBe(200)
  })

  const invalid = (name: string, value: string, why: string) =>
    `Invalid input for field/attribute ${name}. Value: ${value}. ${why}`
  const two = "['affinity', 'anti-affinity']"
  test.each([
    [
      '2.14',
      { name: 'g', policies: ['soft-affinity'] },
      invalid('0', 'soft-affinity', "'soft-affinity' is not one of ['anti-affinity', 'affinity']"),
    ],
    ['2.15', { name: 'g', policies: [] }, invalid('policies', '[]', '[] should be non-empty')],
    [
      '2.15',
      { name: 'g', policies: ['affinity', 'anti-affinity'] },
      invalid('policies', two, `${two} is too long`),
    ],
    [
      '2.15',
      { name: 'g', policies: ['affinity', 'affinity'] },
      invalid(
        'policies',
        "['affinity', 'affinity']",
        "['affinity', 'affinity'] has non-unique elements",
      ),
    ],
    ['2.15', { name: 'g', policies: [1] }, invalid('0', '1', "1 is not of type 'string'")],
    [
      '2.15',
      { name: ' g', policies: ['affinity'] },
      "An invalid 'name' value was provided. The name must be: printable characters. Can not start or end with whitespace.",
    ],
    [
      '2.64',
      { name: 'g', policy: 'anti-affinity', rules: { max_server_per_host: 0 } },
      invalid('max_server_per_host', '0', '0 is less than the minimum of 1'),
    ],
    [
      '2.64',
      { name: 'g', policies: ['affinity'] },
      invalid(
        'server_group',
        "{'name': 'g', 'policies': ['affinity']}",
        "'policy' is a required property",
      ),
    ],
  ])('at %s %j is 400', async (version, body, message) => {
    expectFault(await make(body, version), 400, message)
  })

  test('soft policies may be chosen from 2.15 on', async () => {
    expect((await make({ name: 'g', policies: ['soft-affinity'] }, '2.15')).status).toBe(200)
  })

  test('is for members', async () => {
    expectFault(
      await make({ name: 'g', policy: 'affinity' }, '2.64', my.reader),
      403,
      "Policy doesn't allow os_compute_api:os-server-groups:create to be performed.",
    )
  })
})

describe('listing', () => {
  test('shows those of the project as they were made, page by page', async () => {
    for (const name of ['c', 'a', 'b']) await group(name)
    await group('foreign', my.stranger)
    expect(await names('')).toEqual(['c', 'a', 'b'])
    expect(await names('', my.reader)).toEqual(['c', 'a', 'b'])
    expect(await names('?limit=1&offset=1')).toEqual(['a'])
    expect(await names('?limit=0&offset=1')).toEqual(['a', 'b'])
    expect(await names('?offset=999999999999999999999')).toEqual([])
  })

  test('shows those of all projects to administrators alone', async () => {
    await group('own')
    await group('foreign', my.stranger)
    expect(await names('?all_projects', my.admin)).toEqual(['own', 'foreign'])
    expect(await names('?all_projects=True')).toEqual(['own'])
    expect(await names('', my.admin)).toEqual([])
  })

  test('refuses what is no number, and from 2.75 on what nobody knows', async () => {
    const words =
      "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'"
    expectFault(await my.demo.get(`${PATH}?limit=-1`), 400, words)
    expect((await my.demo.get(`${PATH}?x=1`, '2.74')).status).toBe(200)
    expect((await my.demo.get(`${PATH}?x=1`, '2.75')).status).toBe(400)
  })
})

describe('one group', () => {
  test('is shown to its project and to administrators', async () => {
    const id = await group('g')
    for (const viewer of [my.demo, my.reader, my.admin]) {
      expect((await viewer.get(`${PATH}/${id.toUpperCase()}`)).body.server_group.id).toBe(id)
    }
    const missing = `Instance group ${id} could not be found.`
    expectFault(await my.stranger.get(`${PATH}/${id}`), 404, missing)
    expectFault(await my.stranger.send('DELETE', `${PATH}/${id}`), 404, missing)
  })

  test.each([NONE, 'nope'])('%s is missed, whoever asks', async (id) => {
    const missing = `Instance group ${id} could not be found.`
    expectFault(await my.demo.get(`${PATH}/${id}`), 404, missing)
    expectFault(await my.reader.send('DELETE', `${PATH}/${id}`), 404, missing)
  })

  test('is deleted by members', async () => {
    const id = await group('g')
    expectFault(
      await my.reader.send('DELETE', `${PATH}/${id}`),
      403,
      "Policy doesn't allow os_compute_api:os-server-groups:delete to be performed.",
    )
    const got = await my.demo.send('DELETE', `${PATH}/${id}`)
    expect([got.status, got.text]).toEqual([204, ''])
    expectFault(await my.demo.get(`${PATH}/${id}`), 404, `Instance group ${id} could not be found.`)
  })
})

describe.each(SHARED_BACKENDS)('the quota of groups on $name', (backend) => {
  test('holds against users who make them all at once', async () => {
    const its = await serverCloud({ database: await backend.url('cloud') })
    await using cloud = its.cloud
    const ask = () => make({ name: 'g', policy: 'affinity' }, '2.64', its.demo)
    const answers = await Promise.all(Array.from({ length: 30 }, ask))
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused).toHaveLength(20)
    expectFault(refused[0]!, 403, 'Quota exceeded, too many server groups.')
    const limits = await its.demo.get('/limits')
    expect(limits.body.limits.absolute.totalServerGroupsUsed).toBe(10)
    // Words of the rules come after the quota.
    const rules = { max_server_per_host: 2 }
    const more = await make({ name: 'g', policy: 'affinity', rules }, '2.64', its.demo)
    expectFault(more, 403, 'Quota exceeded, too many server groups.')
    const of = `/os-quota-sets/${its.persona.projectId}`
    await its.admin.send('PUT', of, { quota_set: { server_groups: -1 } })
    expect((await ask()).status).toBe(200)
    expect(cloud.log.filter(({ level }) => level === 'error')).toEqual([])
  })
})
