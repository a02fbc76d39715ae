/**
 * Every list of identity against Keystone's: what filters it, in which of the inexact ways too,
 * and whether `limit` and `list_limit` cut it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { Keystone } from '../support/identity.ts'
import { makeListedResources, type ListPaths } from './listed-resources.ts'

interface Upstream {
  /**
   * The attributes given to `build_driver_hints`, but for those that ask for more than they say and
   * have tests of their own (`is_domain`, `password_expires_at`, the `domain_id` of roles) or that
   * no answer shows (`idp_id` and its like).
   */
  readonly filters: readonly string[]
  /** `list_limit` cuts it where the client says nothing (`response_truncated` and its like). */
  readonly usual: boolean
  /** Its schema knows no other parameters, and so none of the inexact ways. */
  readonly closed?: true
}

/** Facts: keystone/api/*.py, and which managers truncate. */
const FILTERED: Readonly<Record<string, Upstream>> = {
  'application_credentials.list': { filters: ['name'], usual: false },
  'access_rules.list': { filters: ['service', 'path', 'method'], usual: false },
  'credentials.list': { filters: ['user_id', 'type'], usual: true },
  'domains.list': { filters: ['name', 'enabled'], usual: true },
  'endpoint_groups.list': { filters: ['name'], usual: false, closed: true },
  'endpoints.list': { filters: ['interface', 'service_id', 'region_id'], usual: true },
  'groups.list': { filters: ['domain_id', 'name'], usual: true },
  'groups.list_users': { filters: ['domain_id', 'enabled', 'name'], usual: true },
  'identity_providers.list': { filters: ['id', 'enabled'], usual: false },
  'limits.list': {
    filters: ['service_id', 'region_id', 'resource_name', 'project_id', 'domain_id'],
    usual: true,
  },
  'policies.list': { filters: ['type'], usual: true },
  'projects.list': { filters: ['domain_id', 'enabled', 'name', 'parent_id'], usual: true },
  'regions.list': { filters: ['parent_region_id'], usual: true, closed: true },
  'registered_limits.list': {
    filters: ['service_id', 'region_id', 'resource_name'],
    usual: true,
  },
  'roles.list': { filters: ['name'], usual: true },
  'service_providers.list': { filters: ['id', 'enabled'], usual: false },
  'services.list': { filters: ['type', 'name'], usual: true },
  'users.list': { filters: ['domain_id', 'enabled', 'name'], usual: true },
  'users.list_groups': { filters: ['name'], usual: true },
  'users.list_projects': { filters: ['domain_id', 'enabled', 'name'], usual: false },
}

/** Lists that take no filters there, or filters of their own that other tests are about. */
const OTHERS: ReadonlySet<string> = new Set([
  'access_tokens.list',
  'access_tokens.list_roles',
  'auth.list_domains',
  'auth.list_domains_federated',
  'auth.list_projects',
  'auth.list_projects_federated',
  'consumers.list',
  'domain_group_roles.list',
  'domain_user_roles.list',
  'ec2_credentials.list',
  'endpoint_groups.list_endpoints',
  'endpoint_groups.list_projects',
  'inherited_domain_group_roles.list',
  'inherited_domain_user_roles.list',
  'mappings.list',
  'policy_endpoints.list',
  'project_endpoints.list',
  'project_endpoints.list_groups',
  'project_endpoints.list_projects',
  'project_group_roles.list',
  'project_user_roles.list',
  'protocols.list',
  'revocations.list',
  'role_assignments.list',
  'system_group_roles.list',
  'system_user_roles.list',
  'trusts.list',
  'trusts.list_roles',
])

type Item = Readonly<Record<string, unknown>>

const { operations } = SERVICES.find(({ type }) => type === 'identity')!

test('every list is in one of the tables', () => {
  const lists = operations.filter(({ method, response }) => {
    const schema: { properties?: Record<string, any> } | undefined = response[200]?.at(Infinity)
    return method === 'GET' && schema?.properties?.['links']?.properties?.next !== undefined
  })
  const known = [...Object.keys(FILTERED), ...OTHERS].sort()
  expect(lists.map(({ id }) => id).sort()).toEqual(known)
})

describe.each(Object.entries(FILTERED))('%s', (id, { filters, usual, closed }) => {
  test.each(filters)('is filtered by %s, exactly and otherwise', async (name) => {
    const all = await listed(id)
    const values = new Set(all.map((item) => item[name]))
    for (const value of values) {
      if (typeof value === 'boolean') {
        expect(await listed(id, `${name}=${value}`)).toEqual(
          having(all, name, (is) => is === value),
        )
      }
      if (typeof value !== 'string') continue
      const ways = comparisons(value).filter(([way]) => {
        return way === '' ? isTaken(name, value) : closed !== true
      })
      for (const [comparator, part, fits] of ways) {
        const query = `${name}${comparator}=${encodeURIComponent(part)}`
        const fitting = having(all, name, (is) => typeof is === 'string' && fits(is))
        expect(await listed(id, query), query).toEqual(fitting)
        expect(fitting.length).toBeGreaterThan(0)
      }
    }
    if (![...values].some((value) => typeof value === 'boolean')) {
      const other = OTHER_VALUES.get(name) ?? 'no-such'
      for (const none of [`${name}=${other}`, `${name}__contains=no-such`]) {
        if (closed && none.includes('__')) continue
        if (name !== 'interface' || none.includes('__')) {
          expect(await listed(id, none), none).toEqual([])
        }
      }
    }
  })

  test('is cut by limit, and goes on at the marker', async () => {
    const all = await listed(id)
    expect(all.length).toBeGreaterThan(1)
    const found: Item[] = []
    let next: string | null = `${paths[id]!}?limit=1`
    for (const item of all) {
      const { body } = await keystone.get(next!, { token: tokens.get(keystone) })
      const items = itemsOf(body)
      expect(items).toHaveLength(1)
      expect(body.truncated).toBe(item === all.at(-1) ? undefined : true)
      found.push(...items)
      next = body.links.next?.replace(/^.*\/v3/, '') ?? null
    }
    expect(next).toBeNull()
    expect(found).toEqual(all)
  })

  test(usual ? 'is cut by list_limit' : 'is not cut by list_limit', async () => {
    const token = tokens.get(short)
    const { body } = await short.get(shortPaths[id]!, { token })
    const more = await short.get(`${shortPaths[id]!}?limit=3`, { token })
    if (usual) expect(itemsOf(body)).toHaveLength(1)
    else expect(itemsOf(body).length).toBeGreaterThan(1)
    expect(body.truncated).toBe(usual ? true : undefined)
    if (usual) expect(body.links.next).toMatch(/[?&]limit=1&marker=/)
    expect(itemsOf(more.body).length).toBeGreaterThan(1)
  })
})

let clouds: Cloud[]
let keystone: Keystone
let short: Keystone
let paths: ListPaths
let shortPaths: ListPaths
/** For the system: it sees every list. */
let tokens: Map<Keystone, string>

beforeAll(async () => {
  clouds = [await startCloud(), await startCloud({ identity: { listLimit: 1 } })]
  keystone = await Keystone.of(clouds[0]!)
  short = await Keystone.of(clouds[1]!)
  paths = await makeListedResources(keystone)
  shortPaths = await makeListedResources(short)
  tokens = new Map()
  for (const one of [keystone, short]) {
    tokens.set(one, await one.adminScopedTo({ system: { all: true } }))
  }
})
afterAll(() => Promise.all(clouds.map((cloud) => cloud.app.stop())))

async function listed(id: string, query = ''): Promise<Item[]> {
  const path = paths[id]!
  const token = tokens.get(keystone)
  const got = await keystone.get(query === '' ? path : `${path}?${query}`, { token })
  expect(got.status, got.text).toBe(200)
  return itemsOf(got.body)
}

function itemsOf(body: Readonly<Record<string, unknown>>): Item[] {
  return Object.entries(body).find(([name]) => !['links', 'truncated'].includes(name))![1] as Item[]
}

function having(list: readonly Item[], name: string, fits: (value: unknown) => boolean): Item[] {
  return list.filter((item) => fits(item[name]))
}

/** What nothing has, of parameters that are held to a form. */
const OTHER_VALUES = new Map(['service_id', 'parent_id'].map((name) => [name, 'f'.repeat(32)]))

/** The parent of a project is asked for by a UUID, which the id of the first domain is not. */
function isTaken(name: string, value: string): boolean {
  return name !== 'parent_id' || value !== 'default'
}

type Comparison = readonly [comparator: string, part: string, fits: (value: string) => boolean]

/** Ways to ask for a value; each finds that one at least. */
function comparisons(value: string): Comparison[] {
  const half = Math.ceil(value.length / 2)
  const [head, tail] = [value.slice(0, half), value.slice(-half)]
  const low = (text: string) => text.toLowerCase()
  return [
    ['', value, (is) => is === value],
    ['__contains', tail, (is) => is.includes(tail)],
    ['__startswith', head, (is) => is.startsWith(head)],
    ['__endswith', tail, (is) => is.endsWith(tail)],
    ['__icontains', head.toUpperCase(), (is) => low(is).includes(low(head))],
    ['__istartswith', head.toUpperCase(), (is) => low(is).startsWith(low(head))],
    ['__iendswith', tail.toUpperCase(), (is) => low(is).endsWith(low(tail))],
  ]
}
