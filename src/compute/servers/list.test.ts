/** Lists of servers: whose, by which filters, in which order, page by page. */
import { beforeAll, describe, expect, test } from 'vitest'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()

const ids: Record<string, string> = {}

beforeAll(async () => {
  for (const name of ['alpha-1', 'alpha-2', 'beta']) {
    const networks = name === 'beta' ? [{ uuid: my.networkIds.private }] : 'none'
    ids[name] = await my.server({ name, networks, tags: [name, 'all'] })
  }
})

async function names(query: string, version = '2.104', as = my.demo): Promise<string[]> {
  const got = await as.get(`/servers?${query}`, version)
  expect(got.status, got.text).toBe(200)
  return got.body.servers.map(({ name }: { name: string }) => name)
}

async function refused(query: string, version = '2.104', as = my.demo) {
  const got = await as.get(`/servers?${query}`, version)
  return [got.status, Object.values<{ message: string }>(got.body)[0]!.message]
}

describe('the list', () => {
  test('has the newest first, in pages, and of all projects for administrators', async () => {
    expect(await names('')).toEqual(['beta', 'alpha-2', 'alpha-1'])
    const first = (await my.demo.get('/servers?limit=2')).body
    expect(first.servers.map(({ name }: { name: string }) => name)).toEqual(['beta', 'alpha-2'])
    expect(first.servers_links).toEqual([
      { rel: 'next', href: expect.stringContaining(`limit=2&marker=${ids['alpha-2']}`) },
    ])
    expect(await names(`limit=2&marker=${ids['alpha-2']}`)).toEqual(['alpha-1'])
    expect(await names('', '2.104', my.admin)).toEqual([])
    expect(await names('all_tenants=1', '2.104', my.admin)).toHaveLength(3)
    expect(await names('sort_key=display_name&sort_dir=asc')).toEqual([
      'alpha-1',
      'alpha-2',
      'beta',
    ])
  })

  test.each([
    ['name=alpha', ['alpha-2', 'alpha-1']],
    ['name=^ALPHA-1$', ['alpha-1']],
    ['name=^a.*[12]$', ['alpha-2', 'alpha-1']],
    ['name=alpha|beta', []],
    ['status=active&status=SHUTOFF', ['beta', 'alpha-2', 'alpha-1']],
    ['status=SHUTOFF', []],
    ['tags=all,beta', ['beta']],
    ['tags-any=beta,alpha-1', ['beta', 'alpha-1']],
    ['not-tags=beta', ['alpha-2', 'alpha-1']],
    ['not-tags-any=beta,alpha-1', ['alpha-2']],
    ['ip=10.0.0', ['beta']],
    ['ip=203.0.113', []],
    ['locked=True', []],
    ['vm_state=ACTIVE', ['beta', 'alpha-2', 'alpha-1']],
    ['availability_zone=nova', ['beta', 'alpha-2', 'alpha-1']],
    ['availability_zone=^no.a$', ['beta', 'alpha-2', 'alpha-1']],
    ['marker=', ['beta', 'alpha-2', 'alpha-1']],
    ['flavor=1', ['beta', 'alpha-2', 'alpha-1']],
    ['flavor=2', []],
    // Not open to members, and dropped.
    ['host=nowhere', ['beta', 'alpha-2', 'alpha-1']],
  ])('%s finds %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  test('refuses in the words of the real service', async () => {
    expect(await refused('status=nonsense')).toEqual([400, 'Invalid status value'])
    expect(await names('status=nonsense', '2.37')).toEqual([])
    expect(await refused('status=DELETED')).toEqual([
      403,
      'Only administrators may list deleted instances',
    ])
    expect(await refused('all_tenants=x')).toEqual([
      400,
      "Unrecognized value 'x', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', 'off', " +
        "'on', 't', 'true', 'y', 'yes'",
    ])
    expect(await refused('all_tenants=1')).toEqual([
      403,
      "Policy doesn't allow os_compute_api:servers:index:get_all_tenants to be performed.",
    ])
    expect(await refused('sort_key=host')).toEqual([
      403,
      'Only administrators can sort servers by host',
    ])
    expect(await refused('marker=nope')).toEqual([400, 'marker [nope] not found'])
    expect((await refused('name=('))[1]).toContain("'(' is not a 'regex'")
    expect(await refused('metadata=x', '2.104', my.admin)).toEqual([
      400,
      'Invalid filter field: metadata.',
    ])
    expect((await refused('bogus=x'))[1]).toBe("'bogus' does not match any of the regexes: '^_'")
    expect(await refused('_x=1', '2.104', my.admin)).toEqual([400, 'Invalid filter field: _x.'])
    expect(await names('_x=1')).toHaveLength(3)
    expect(await names('bogus=x', '2.74')).toHaveLength(3)
  })

  test.each([
    ['node=^HOST-', 3],
    ['auto_disk_config=1', 0],
    ['auto_disk_config=0', 3],
    ['auto_disk_config=MANUAL', 0],
    ['kernel_id=x', 0],
    ['ramdisk_id=^$', 3],
  ])('for administrators %s finds %i', async (query, count) => {
    expect(await names(`all_tenants=1&${query}`, '2.104', my.admin)).toHaveLength(count)
  })

  test('finds hosts in whatever case', async () => {
    const on = (host: string) => names(`all_tenants=1&host=${host}`, '2.104', my.admin)
    const found = await on('host-1')
    expect(found).not.toEqual([])
    expect(await on('HOST-1')).toEqual(found)
    expect(await on('host')).toEqual([])
  })

  test('shows what was deleted to those who ask for changes', async () => {
    const gone = await my.server({ name: 'gone' })
    const since = (await my.demo.get(`/servers/${gone}`)).body.server.updated
    expect((await my.demo.send('DELETE', `/servers/${gone}`)).status).toBe(204)
    await my.cloud.settled()
    expect(await names('')).not.toContain('gone')
    const got = await my.demo.get(`/servers/detail?changes-since=${since}`, '2.104')
    const shown = got.body.servers.find(({ id }: { id: string }) => id === gone)
    expect(shown).toMatchObject({ status: 'DELETED', 'OS-EXT-STS:vm_state': 'deleted' })
    expect(await names('deleted=true&all_tenants=1', '2.104', my.admin)).toEqual(['gone'])
  })

  test('with details has for each what the server itself shows', async () => {
    const got = await my.demo.get('/servers/detail?limit=1', '2.104')
    expect(got.status, got.text).toBe(200)
    const { server } = (await my.demo.get(`/servers/${got.body.servers[0].id}`, '2.104')).body
    const { server_groups: _groups, ...rest } = server
    expect(got.body.servers).toEqual([rest])
  })
})
