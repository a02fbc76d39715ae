import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()
let project: string
let projects = 0

beforeAll(() => {
  project = my.persona.projectId
})

const STOCK = {
  cores: 20,
  fixed_ips: -1,
  floating_ips: -1,
  injected_file_content_bytes: 10_240,
  injected_file_path_bytes: 255,
  injected_files: 5,
  instances: 10,
  key_pairs: 100,
  metadata_items: 128,
  ram: 51_200,
  security_group_rules: -1,
  security_groups: -1,
  server_group_members: 10,
  server_groups: 10,
}
const without = (...names: readonly string[]) =>
  Object.fromEntries(
    Object.entries(STOCK).filter(([name]) => !names.some((one) => name.startsWith(one))),
  )

const path = (id: string, rest = '') => `/os-quota-sets/${id}${rest}`
const show = (id: string, rest = '', version?: string) => my.admin.get(path(id, rest), version)
const set = (id: string, quota_set: unknown, rest = '', version?: string) =>
  my.admin.send('PUT', path(id, rest), { quota_set }, version)
const refused = (rule: string) => `Policy doesn't allow os_compute_api:${rule} to be performed.`

/** A project that nothing was done to. */
async function newProject(): Promise<string> {
  const { token } = my.adminPersona
  const body = { project: { name: `quotas-${++projects}` } }
  const made = await my.cloud.request('identity', 'POST', '/v3/projects', { token, body })
  return made.body.project.id
}

describe('showing', () => {
  test('has the stock limits in the order of the real service', async () => {
    const got = await my.demo.get(path(project))
    const quota_set = { id: project, ...STOCK }
    expect([got.status, got.body]).toEqual([200, { quota_set }])
    expect(Object.keys(got.body.quota_set)).toEqual(Object.keys(quota_set))
  })

  test('leaves out networks from 2.36 on, and files from 2.57 on', async () => {
    const network = ['fixed_ips', 'floating_ips', 'security_group']
    const at = async (version: string) => (await my.demo.get(path(project), version)).body.quota_set
    expect(await at('2.35')).toEqual({ id: project, ...STOCK })
    expect(await at('2.36')).toEqual({ id: project, ...without(...network) })
    expect(await at('2.57')).toEqual({ id: project, ...without(...network, 'injected') })
  })

  test('in detail says what is used', async () => {
    const id = await my.server()
    const of = async (rest: string) => (await my.demo.get(path(project, rest))).body.quota_set
    const all = await of('/detail')
    expect(all).toMatchObject({
      id: project,
      instances: { in_use: 1, limit: 10, reserved: 0 },
      cores: { in_use: 1, limit: 20, reserved: 0 },
      ram: { in_use: 512, limit: 51_200, reserved: 0 },
      key_pairs: { in_use: 0, limit: 100, reserved: 0 },
    })
    expect(await of(`/detail?user_id=${my.persona.userId}`)).toEqual(all)
    expect((await of('/detail?user_id=another')).instances.in_use).toBe(0)
    await my.demo.send('DELETE', `/servers/${id}`)
    await my.cloud.settled()
    expect((await of('/detail')).instances.in_use).toBe(0)
  })

  test.each(['', '/detail'])('%s of another project is for administrators', async (rest) => {
    const verb = rest === '' ? 'show' : 'detail'
    expectFault(await my.stranger.get(path(project, rest)), 403, refused(`os-quota-sets:${verb}`))
  })

  test.each(['', '/detail', '/defaults'])('%s of no project is 400', async (rest) => {
    expectFault(await show('nope', rest), 400, 'Project ID nope is not a valid project.')
  })

  test('the defaults are told to everybody, whatever the project', async () => {
    const got = await my.reader.get(path('nope', '/defaults'))
    expect([got.status, got.body]).toEqual([200, { quota_set: { id: 'nope', ...STOCK } }])
  })

  test('of a user that nobody knows has the limits of the project', async () => {
    expect((await show(project, '?user_id=nobody')).body.quota_set).toEqual({
      id: project,
      ...STOCK,
    })
  })

  test('unknown parameters are ignored before 2.75, and refused from then on', async () => {
    expect((await show(project, '?x=1', '2.74')).status).toBe(200)
    const words = "Additional properties are not allowed ('x' was unexpected)"
    expectFault(await show(project, '?x=1', '2.75'), 400, words)
    expect((await show(project, '/defaults?x=1', '2.104')).status).toBe(200)
  })
})

describe('setting', () => {
  test('answers with all limits and no id, and holds from then on', async () => {
    const id = await newProject()
    const got = await set(id, { instances: 3, cores: '7', ram: -1 })
    const wanted = { ...STOCK, instances: 3, cores: 7, ram: -1 }
    expect([got.status, got.body]).toEqual([200, { quota_set: wanted }])
    expect((await show(id)).body.quota_set).toEqual({ id, ...wanted })
    expect((await show(id, '/defaults')).body.quota_set).toEqual({ id, ...STOCK })
    expect((await set(id, {})).body.quota_set).toEqual(wanted)
  })

  const invalid = (name: string, value: string, why: string) =>
    `Invalid input for field/attribute ${name}. Value: ${value}. ${why}`
  test.each([
    [{ instances: -2 }, invalid('instances', '-2', '-2 is less than the minimum of -1')],
    [{ instances: '-2' }, invalid('instances', '-2', '-2 is less than the minimum of -1')],
    [
      { ram: 2_147_483_648 },
      invalid('ram', '2147483648', '2147483648 is greater than the maximum of 2147483647'),
    ],
    [{ cores: null }, invalid('cores', 'None', "None is not of type 'integer', 'string'")],
    [{ cores: 'x', instances: '' }, invalid('instances', '', "'' does not match '^-?[0-9]+$'")],
    [
      { networks: 1 },
      invalid(
        'quota_set',
        "{'networks': 1}",
        "Additional properties are not allowed ('networks' was unexpected)",
      ),
    ],
    [null, invalid('quota_set', 'None', "None is not of type 'object'")],
  ])('%j is 400', async (quota_set, message) => {
    expectFault(await set(project, quota_set), 400, message)
  })

  test('networks and files cannot be set any more where they are not shown', async () => {
    expect((await set(await newProject(), { fixed_ips: 1 }, '', '2.35')).status).toBe(200)
    expect((await set(project, { fixed_ips: 1 }, '', '2.36')).status).toBe(400)
    expect((await set(await newProject(), { injected_files: 1 }, '', '2.56')).status).toBe(200)
    expect((await set(project, { injected_files: 1 }, '', '2.57')).status).toBe(400)
  })

  test('not below what is in use, unless it is forced; but without limit', async () => {
    const id = await my.server()
    const words =
      'Quota limit 0 for instances must be greater than or equal to already used and reserved 1.'
    expectFault(await set(project, { cores: 9, instances: 0 }), 400, words)
    expect((await show(project)).body.quota_set.cores).toBe(20)
    expect((await set(project, { instances: -1 })).status).toBe(200)
    const forced = await set(project, { instances: 0, force: 'True' })
    expect([forced.status, forced.body.quota_set.instances]).toEqual([200, 0])
    await my.admin.send('DELETE', path(project))
    await my.demo.send('DELETE', `/servers/${id}`)
    await my.cloud.settled()
  })

  test('a user gets no more than the project has left', async () => {
    const id = await newProject()
    await set(id, { instances: 9 })
    expectFault(
      await set(id, { instances: 30 }, '?user_id=ann'),
      400,
      'Quota limit 30 for instances must be less than or equal to 9.',
    )
    expect((await set(id, { instances: 5 }, '?user_id=ann')).body.quota_set.instances).toBe(5)
    const most = 'Quota limit 5 for instances must be less than or equal to 4.'
    expectFault(await set(id, { instances: 5 }, '?user_id=bob'), 400, most)
    expect((await set(id, { instances: 9 }, '?user_id=ann')).status).toBe(200)
    expect((await show(id, '?user_id=ann')).body.quota_set.instances).toBe(9)
    expect((await show(id, '?user_id=bob')).body.quota_set.instances).toBe(9)
    expectFault(
      await set(id, { instances: 8 }),
      400,
      'Quota limit 8 for instances must be greater than or equal to already used and reserved 9.',
    )
  })

  test('what networks had is the limit of the project also when it is set for a user', async () => {
    const id = await newProject()
    await set(id, { floating_ips: 4, instances: 4 }, '?user_id=ann', '2.35')
    expect((await show(id)).body.quota_set).toMatchObject({ floating_ips: 4, instances: 10 })
  })

  test('is for administrators, and for projects that there are', async () => {
    const got = await my.demo.send('PUT', path(project), { quota_set: {} })
    expectFault(got, 403, refused('os-quota-sets:update'))
    expectFault(await set('nope', {}), 400, 'Project ID nope is not a valid project.')
  })
})

describe('deleting', () => {
  test('brings back what the project has for the user, and the defaults for the project', async () => {
    const id = await newProject()
    await set(id, { instances: 9 })
    await set(id, { instances: 5 }, '?user_id=ann')
    const ofAnn = async () => (await show(id, '?user_id=ann')).body.quota_set.instances
    for (let times = 0; times < 2; times++) {
      const got = await my.admin.send('DELETE', path(id, '?user_id=ann'))
      expect([got.status, got.text]).toEqual([202, ''])
    }
    expect(await ofAnn()).toBe(9)
    await set(id, { instances: 5 }, '?user_id=ann')
    expect((await my.admin.send('DELETE', path(id))).status).toBe(202)
    expect([await ofAnn(), (await show(id)).body.quota_set.instances]).toEqual([10, 10])
  })

  test('of a project that is not there does nothing', async () => {
    expect((await my.admin.send('DELETE', path('nope'))).status).toBe(202)
  })

  test('is for administrators', async () => {
    const got = await my.demo.send('DELETE', path(project))
    expectFault(got, 403, refused('os-quota-sets:delete'))
  })
})
