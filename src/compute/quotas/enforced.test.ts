/** What is refused because there would be too much of it, and how. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()
let path: string

beforeAll(() => {
  path = `/os-quota-sets/${my.persona.projectId}`
})

afterEach(async () => {
  await my.admin.send('DELETE', path)
  for (const { id } of (await my.demo.get('/servers')).body.servers) {
    await my.demo.send('DELETE', `/servers/${id}`)
  }
  await my.cloud.settled()
})

async function limit(quota_set: object, query = ''): Promise<void> {
  const body = { quota_set: { ...quota_set, force: true } }
  const got = await my.admin.send('PUT', `${path}${query}`, body)
  expect(got.status, got.text).toBe(200)
}

const created = async (server: object = {}) => {
  const got = await my.ask(server)
  expect(got.status, got.text).toBe(202)
  await my.cloud.settled()
}

const held = async (query = '') => {
  const { quota_set: set } = (await my.demo.get(`${path}/detail${query}`)).body
  return [set.instances.in_use, set.cores.in_use, set.ram.in_use]
}

const over = (rest: string) => `Quota exceeded for ${rest}`

describe('a server too many', () => {
  test('is refused in the words of the real service, and nothing of it counts', async () => {
    await created({ min_count: 2, max_count: 2 })
    await limit({ instances: 2 })
    const instances = over('instances: Requested 1, but already used 2 of 2 instances')
    expectFault(await my.ask(), 403, instances)
    expect(await held()).toEqual([2, 2, 1024])
    await limit({ instances: 1, cores: 1, ram: 1 })
    const all =
      'cores, instances, ram: Requested 1, 1, 512, but already used 2, 2, 1024 of 1, 1, 1 ' +
      'cores, instances, ram'
    expectFault(await my.ask(), 403, over(all))
  })

  test('is left out where fewer will do', async () => {
    await limit({ instances: 3 })
    await created({ min_count: 1, max_count: 5 })
    expect((await my.demo.get('/servers')).body.servers).toHaveLength(3)
    const words = over('instances: Requested 1-5, but already used 3 of 3 instances')
    expectFault(await my.ask({ min_count: 1, max_count: 5 }), 403, words)
  })

  test('is one also for the user who has limits of his own', async () => {
    await limit({ instances: 1 }, `?user_id=${my.persona.userId}`)
    await created()
    const words = over('instances: Requested 1, but already used 1 of 1 instances')
    expectFault(await my.ask(), 403, words)
    expect((await my.ask({}, { as: my.admin })).status).toBe(202)
  })

  test('counts although it has failed', async () => {
    const id = await my.server()
    const failed = { 'os-resetState': { state: 'error' } }
    expect((await my.admin.send('POST', `/servers/${id}/action`, failed)).status).toBe(202)
    expect(await held()).toEqual([1, 1, 512])
  })
})

describe('what a server brings along', () => {
  const metadata = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))

  test('is not more metadata than the quota allows', async () => {
    await limit({ metadata_items: 2 })
    await created({ metadata: metadata(2) })
    const words = 'Maximum number of metadata items exceeds 2'
    expectFault(await my.ask({ metadata: metadata(3) }), 403, words)
    await limit({ metadata_items: 1 }, `?user_id=${my.persona.userId}`)
    expectFault(await my.ask({ metadata: metadata(2) }), 403, words)
  })

  test.each([
    [{ injected_files: 1 }, 'Personality file limit exceeded'],
    [{ injected_file_path_bytes: 3 }, 'Personality file path exceeds maximum 3'],
    [{ injected_file_content_bytes: 3 }, 'Personality file content exceeds maximum 3'],
    [
      { injected_file_path_bytes: 3, injected_file_content_bytes: 3 },
      'Personality file path exceeds maximum 3',
    ],
  ])('is not more files than %j', async (quotas, message) => {
    const personality = ['/one', '/two'].map((name) => ({ path: name, contents: 'YWJjZA==' }))
    await limit(quotas)
    const server = { personality, networks: [{ uuid: my.networkIds.private }] }
    expectFault(await my.ask(server, { version: '2.1' }), 403, message)
    await limit({ injected_files: 2, injected_file_path_bytes: 4, injected_file_content_bytes: 8 })
    expect((await my.ask(server, { version: '2.1' })).status).toBe(202)
  })
})

describe('a server in a group', () => {
  const group = async (as = my.demo): Promise<string> => {
    const body = { server_group: { name: 'g', policy: 'affinity' } }
    return (await as.send('POST', '/os-server-groups', body, '2.64')).body.server_group.id
  }
  const members = async (id: string) =>
    (await my.demo.get(`/os-server-groups/${id}`)).body.server_group.members

  test('is a member until it is deleted', async () => {
    const id = await group()
    const made = [
      await my.server({}, { hints: { group: id } }),
      await my.server({}, { hints: { group: [id] } }),
    ]
    await created()
    expect(await members(id)).toEqual(made)
    await my.demo.send('DELETE', `/servers/${made[0]}`)
    await my.cloud.settled()
    expect(await members(id)).toEqual([made[1]])
    await my.demo.send('DELETE', `/os-server-groups/${id}`)
    expect((await my.demo.get(`/servers/${made[1]}`)).status).toBe(200)
  })

  test('must not be one too many', async () => {
    const id = await group()
    await limit({ server_group_members: 2 })
    const hints = { group: id }
    await my.server({}, { hints })
    const words = 'Quota exceeded, too many servers in group'
    expectFault(await my.ask({ min_count: 2, max_count: 2 }, { hints }), 403, words)
    await my.server({}, { hints })
    expectFault(await my.ask({}, { hints }), 403, words)
    expect(await held()).toEqual([2, 2, 1024])
  })

  test('needs a group of the project, and one only', async () => {
    const [own, foreign] = [await group(), await group(my.stranger)]
    const ask = (hint: unknown) => my.ask({}, { hints: { group: hint } })
    const missing = (id: string) => `Instance group ${id} could not be found.`
    expectFault(await ask(foreign), 400, missing(foreign))
    expectFault(await ask([foreign]), 400, missing(`['${foreign}']`))
    expectFault(await ask([own, foreign]), 400, missing(`['${own}', '${foreign}']`))
    expect((await ask([])).status).toBe(202)
  })
})
