/** How Keystone 2026.2 refuses the parameters of lists: in its words, before the policy is asked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../test/support/cloud.ts'
import { expectError, Keystone } from '../../test/support/identity.ts'
import { SERVICES } from '../services.ts'
import { BODY_FIRST } from './operation.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())

const FLAGS =
  "[True, 'True', 'TRUE', 'true', False, 'False', 'FALSE', 'false', '', '1', '0', 'y', 'Y', 'n', " +
  "'N', 'on', 'ON', 'off', 'OFF', 'yes', 'no']"
const EMPTY = "'' should be non-empty"
const ID_PATTERN = "'a_b' does not match '^[a-zA-Z0-9-]+$'"
const NO_UUID = "'x' is not a 'uuid'"
const NO_NAME = String.raw`' ' does not match '[\\S]+'`

function noFlag(name: string): string {
  return field(name, 'x', `'x' is not one of ${FLAGS}`)
}

function field(name: string, value: string, message: string): string {
  return `Invalid input for field/attribute ${name}. Value: ${value}. ${message}`
}

function unexpected(names: string): string {
  return `Additional properties are not allowed (${names} unexpected)`
}

const REFUSED: readonly (readonly [path: string, query: string, message: string])[] = [
  ['/users', 'enabled=x', noFlag('enabled')],
  ['/users', 'domain_id=', field('domain_id', '', EMPTY)],
  ['/users', 'name=%20', field('name', ' ', NO_NAME)],
  ['/users', 'name=&enabled=x', noFlag('enabled')],
  ['/users', 'sort_dir=x', field('sort_dir', 'x', "'x' is not one of ['asc', 'desc']")],
  ['/groups', 'name=', field('name', '', EMPTY)],
  ['/groups', 'domain_id=a_b', field('domain_id', 'a_b', ID_PATTERN)],
  ['/projects', 'is_domain=x', noFlag('is_domain')],
  ['/projects', 'parent_id=x', field('parent_id', 'x', NO_UUID)],
  ['/projects', 'enabled=x&name=', noFlag('enabled')],
  ['/projects', `name=${'a'.repeat(65)}`, /^Invalid input.* 'a+' is too long$/.source],
  ['/domains', 'enabled=x', noFlag('enabled')],
  ['/domains', 'name=', field('name', '', EMPTY)],
  ['/roles', 'domain_id=', field('domain_id', '', EMPTY)],
  ['/regions', 'parent_region_id=', field('parent_region_id', '', EMPTY)],
  ['/regions', 'description=x', unexpected("'description' was")],
  ['/regions', 'a=1&b=2', unexpected("'a', 'b' were")],
  [
    '/endpoints',
    'interface=x',
    field('interface', 'x', "'x' is not one of ['admin', 'internal', 'public']"),
  ],
  ['/OS-EP-FILTER/endpoint_groups', 'name=', field('name', '', EMPTY)],
  ['/OS-EP-FILTER/endpoint_groups', 'name__contains=x', unexpected("'name__contains' was")],
  ['/registered_limits', 'service_id=x', field('service_id', 'x', NO_UUID)],
  ['/registered_limits', 'region_id=', field('region_id', '', EMPTY)],
  ['/limits', 'project_id=a_b', field('project_id', 'a_b', ID_PATTERN)],
  ['/limits', 'resource_name=%20', field('resource_name', ' ', NO_NAME)],
  ['/OS-FEDERATION/identity_providers', 'enabled=x', noFlag('enabled')],
  ['/OS-FEDERATION/service_providers', 'enabled=x', noFlag('enabled')],
]

describe('a parameter is checked before the policy is asked', () => {
  test.each(REFUSED)('GET %s?%s', async (path, query, message) => {
    for (const { token } of [keystone.admin, demo]) {
      const expected = message.startsWith('^') ? new RegExp(message) : message
      expectError(await keystone.get(`${path}?${query}`, { token }), 400, expected)
    }
  })

  test('by each list that is declared so', () => {
    const { operations } = SERVICES.find(({ type }) => type === 'identity')!
    const lists = operations.filter(
      ({ checks, body }) => checks === BODY_FIRST && body === undefined,
    )
    const tried = new Set(REFUSED.map(([path]) => path))
    expect(new Set(lists.map(({ path }) => path))).toEqual(tried)
  })
})

test.each(['y', 'N', 'on', 'OFF', 'no', '', '1', 'TRUE'])('a flag may be "%s"', async (flag) => {
  for (const list of ['users', 'projects', 'domains']) {
    expect((await keystone.get(`/${list}?enabled=${flag}`)).status).toBe(200)
  }
})

describe('when passwords expire', () => {
  const OPERATOR =
    "is not valid. It must be one of the following: 'eq', 'neq', 'lt', 'lte', 'gt', or 'gte'."

  test.each([
    ['x', /^Timestamp not in expected format\. The server could not comply/],
    ['', /^Timestamp not in expected format/],
    ['lt:', /^Timestamp not in expected format/],
    [':2016-12-08T22:02:00Z', /^Timestamp not in expected format/],
    ['lt:2016-13-08T22:02:00Z', /^Timestamp not in expected format/],
    ['foo:2016-12-08T22:02:00Z', `The given operator foo ${OPERATOR}`],
    ['LT:2016-12-08T22:02:00Z', `The given operator LT ${OPERATOR}`],
  ])('is not asked by "%s"', async (asked, message) => {
    const group = await keystone.make('group', { name: keystone.name('group') })
    for (const path of ['/users', `/groups/${group.id}/users`]) {
      const got = await keystone.get(`${path}?password_expires_at=${asked}`)
      expectError(got, 400, message)
    }
  })

  test.each(['2016-12-08', '2016-12-08T22:02:00', '2016-12-08T22:02:00.000000Z'])(
    'is asked by a time such as %s',
    async (time) => {
      for (const operator of ['', 'lt:', 'neq:']) {
        const got = await keystone.get(`/users?password_expires_at=${operator}${time}`)
        expect(got.status, got.text).toBe(200)
      }
    },
  )
})
