/** What lists of volumes can be filtered by. On both databases, since SQL does the work. */
import { describe, expect, test } from 'vitest'
import {
  LIST_DATABASES,
  listedVolumes,
  names,
  query,
} from '../../../test/support/listed-volumes.ts'

const ALL = [null, 'gamma', 'Beta', 'alpha']
const EVERYWHERE = ['own', ...ALL]
const DEMO = 'the project demo'

type Case = readonly [Record<string, string>, (string | null)[], version?: string]

/** What a member sees of each filter, at a microversion where it is not the first. */
const AS_MEMBER: readonly Case[] = [
  [{}, ALL],
  [{ name: 'alpha' }, ['alpha']],
  [{ name: 'ALPHA' }, []],
  [{ name: '"alpha"' }, []],
  [{ name: '' }, []],
  [{ status: 'available' }, ALL],
  [{ status: "['available', 'error']" }, ALL],
  [{ status: 'error' }, []],
  [{ size: '2' }, ['Beta']],
  [{ size: '[1, 3]' }, ['gamma', 'alpha']],
  [{ size: 'abc' }, []],
  [{ size: `[${'2,'.repeat(2000)}]` }, ['Beta']],
  [{ migration_status: "['none', None]" }, ALL],
  [{ bootable: 'false' }, ALL],
  [{ bootable: 'abc' }, []],
  [{ bootable: 'abc' }, ["400 Invalid input received: 'bootable = abc'"], '3.2'],
  [{ bootable: '0' }, ALL, '3.2'],
  [{ availability_zone: 'nova' }, ALL],
  [{ availability_zone: 'nosuch' }, []],
  [{ migration_status: 'None' }, ALL],
  [{ metadata: "{'k': 'v1'}" }, ['gamma', 'alpha']],
  [{ metadata: '{"k": "v1"}' }, ['gamma', 'alpha']],
  [{ metadata: '{"k": "v1", "n": "1"}' }, ['alpha']],
  [{ metadata: "{'n': 1}" }, ['alpha']],
  [{ metadata: '{"deep": "{\\"a\\": 1}"}' }, ['gamma']],
  [{ metadata: "{'k': 'v1', 'all': 'yes'}", size: '3' }, ['gamma']],
  [{ metadata: "{'k': 'V1'}" }, []],
  [{ metadata: "{'k': None}" }, []],
  [{ metadata: "{'k': '\\x00'}" }, []],
  [{ metadata: '{}' }, ALL],
  [{ metadata: 'abc' }, []],
  [{ metadata: '1' }, []],
  [{ metadata: '{"k": true}' }, []],
  [{ group_id: 'x' }, ALL, '3.9'],
  [{ group_id: 'x' }, [], '3.10'],
  // Before 3.31 what is no filter is passed over, then it is refused.
  [{ foo: 'bar', id: 'x', all_tenants: 'abc', with_count: 'true' }, ALL, '3.30'],
  [{ foo: 'bar' }, ['400 Invalid filters foo are found in query options.'], '3.31'],
  [
    { foo: '1', all_tenants: '1', bar: '2' },
    ['400 Invalid filters foo,bar are found in query options.'],
    '3.31',
  ],
  [{ all_tenants: '1' }, ALL, '3.31'],
  [{ к: '1' }, ['400 Filter keys can only contain ASCII characters.'], '3.31'],
  [{ 'name~': 'a' }, ['400 Invalid filters name~ are found in query options.'], '3.34'],
  [{ with_count: 'true' }, ['400 Invalid filters with_count are found in query options.'], '3.44'],
  // Times count from 3.60 on, and from 3.31 on for those that say nothing of versions.
  [{ created_at: 'gt:2026-01-03' }, ALL, '3.30'],
  [{ created_at: 'gt:2026-01-03' }, [null, 'gamma'], '3.60'],
  [{ created_at: 'gte:2026-01-03T00:00:00' }, [null, 'gamma', 'Beta'], '3.60'],
  [{ created_at: 'eq:2026-01-03T00:00:00Z' }, ['Beta'], '3.60'],
  [{ created_at: 'eq:2026-01-03T01:00:00+01:00' }, ['Beta'], '3.60'],
  [{ created_at: 'lt:2026-01-03,gt:2026-01-04' }, [null, 'alpha'], '3.60'],
  [{ created_at: 'neq:2026-01-02' }, [null, 'gamma', 'Beta'], '3.60'],
  [{ updated_at: 'lte:2026-01-02' }, ['alpha'], '3.60'],
  [{ created_at: 'foo:2026-01-03' }, ['400 Invalid foo operator'], '3.60'],
  [{ created_at: '' }, ['400 Invalid  operator'], '3.60'],
  [{ created_at: 'gt:abc' }, ['400 Invalid abc value'], '3.60'],
  [{ created_at: 'gt' }, ['400 Invalid gt value'], '3.60'],
  [{ consumes_quota: 'true' }, ALL, '3.65'],
  [{ consumes_quota: 'false' }, [], '3.65'],
  [{ consumes_quota: 'x' }, ["400 Value 'x' for 'use_quota' is not a boolean."], '3.65'],
]

/** The same of an administrator. The id of demo's project is to be filled in. */
const AS_ADMIN: readonly Case[] = [
  [{}, ['own']],
  [{ all_tenants: '0' }, ['own']],
  [{ all_tenants: '1' }, EVERYWHERE],
  [{ all_tenants: 'yes', name: 'alpha' }, ['alpha']],
  [{ all_tenants: 'abc' }, ["400 Value 'abc' for 'all_tenants' is not a boolean."]],
  [{ project_id: DEMO }, ['own']],
  [{ all_tenants: '1', project_id: DEMO }, ALL],
  [{ all_tenants: '1', tenant_id: DEMO }, []],
  [{ all_tenants: '1', metadata: "{'k': 'v1'}" }, ['gamma', 'alpha']],
  [{ all_tenants: '1', metadata: "{'k': 'v1', 'n': '1'}" }, ['alpha']],
  [{ all_tenants: '1', display_name: 'alpha' }, ['alpha']],
  [{ all_tenants: '1', 'name~': 'MM' }, ['gamma'], '3.31'],
  [{ all_tenants: '1', 'name~': '_a_' }, ['gamma'], '3.34'],
  [{ all_tenants: '1', 'description~': 'one' }, ['alpha'], '3.34'],
  [{ all_tenants: '1', 'status~': 'avail' }, EVERYWHERE, '3.34'],
  [{ all_tenants: '1', 'size~': '2' }, ['Beta'], '3.34'],
  [{ all_tenants: '1', 'foo~': 'x' }, [], '3.34'],
  [{ all_tenants: '1', foo: 'x' }, []],
  [{ all_tenants: '1', foo: 'x' }, [], '3.31'],
  [{ all_tenants: '1', volume_type: '__DEFAULT__' }, []],
  [{ all_tenants: '1', multiattach: 'False' }, EVERYWHERE],
  [{ all_tenants: '1', deleted: 'False' }, EVERYWHERE],
  [{ all_tenants: '1', deleted: 'True' }, []],
  [{ all_tenants: '1', attach_status: 'detached' }, EVERYWHERE],
  [{ all_tenants: '1', host: 'host' }, []],
  [{ all_tenants: '1', glance_metadata: "{'a': 'b'}" }, EVERYWHERE, '3.3'],
  [{ all_tenants: '1', glance_metadata: "{'a': 'b'}" }, [], '3.4'],
  [{ all_tenants: '1', glance_metadata: '{}' }, EVERYWHERE, '3.4'],
]

describe.each(LIST_DATABASES)('$name', (backend) => {
  test('filters, as a member', async () => {
    const { cloud, demo } = await listedVolumes(await backend.url('migrated'))
    await using _ = cloud
    for (const [parts, expected, version] of AS_MEMBER) {
      const label = `${query(parts)} at ${version ?? '3.0'}`
      expect([
        label,
        ...names(await demo('GET', `/volumes${query(parts)}`, undefined, version)),
      ]).toEqual([label, ...expected])
    }
  })

  test('filters, as an administrator', async () => {
    const { cloud, admin, demoId } = await listedVolumes(await backend.url('migrated'))
    await using _ = cloud
    for (const [sent, expected, version] of AS_ADMIN) {
      const parts = Object.fromEntries(
        Object.entries(sent).map(([name, text]) => [name, text === DEMO ? demoId : text]),
      )
      const label = `${query(parts)} at ${version ?? '3.0'}`
      const got = await admin('GET', `/volumes${query(parts)}`, undefined, version)
      expect([label, ...names(got)]).toEqual([label, ...expected])
    }
  })

  test('a host is found by its name, its backend and its pool, and by no other', async () => {
    const { cloud, admin } = await listedVolumes(await backend.url('migrated'))
    await using _ = cloud
    const { volumes } = (await admin('GET', '/volumes/detail?all_tenants=1')).body
    const pool: string = volumes[0]['os-vol-host-attr:host']
    const [host, backendName] = [pool.split('@')[0]!, pool.split('#')[0]!]
    const found = async (asked: string) =>
      names(await admin('GET', `/volumes${query({ all_tenants: '1', host: asked })}`)).length
    const there = volumes.filter((v: Record<string, string>) => v['os-vol-host-attr:host'] === pool)
    for (const asked of [host, backendName, pool]) expect(await found(asked)).toBe(there.length)
    for (const asked of [host.toUpperCase(), host.slice(0, -1), `${pool}x`]) {
      expect(await found(asked)).toBe(0)
    }
  })
})
