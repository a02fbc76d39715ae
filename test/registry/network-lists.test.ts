/** What lists of Network may not be asked for, and its refusals: a running Neutron words them all alike. */
import { describe, expect, test } from 'vitest'
import { network } from '../../src/network/service.ts'
import { refusal } from '../support/network-cloud.ts'
import { useNetworkExamples } from './ask-network.ts'

const askExample = useNetworkExamples()

const MISSING = '11111111-2222-3333-4444-555555555555'
const ABSENT = `?limit=1&marker=${MISSING}`

/** Those of plug-ins that look at no query at all, or at filters alone (tested beside them). */
const LOOSE = new Set([
  'extensions',
  'versions',
  'resources',
  'quotas',
  'service_providers',
  'tags',
  'dhcp_networks',
  'dhcp_agents',
  'l3_routers',
  'l3_agents',
  'availability_zones',
])

/** What has no pages passes over what it would begin with. */
const WITHOUT_PAGES = new Set(['rbac_policies', 'port_associations', 'loggable_resources'])

/** The lists that miss a marker which names nothing, and their words; the others pass it over. */
const MISSED: Readonly<Record<string, string>> = {
  networks: `404 NetworkNotFound: Network ${MISSING} could not be found.`,
  ports: `404 PortNotFound: Port ${MISSING} could not be found.`,
  routers: `404 RouterNotFound: Router ${MISSING} could not be found`,
}

const LISTS = network.operations
  .filter(({ id }) => id.endsWith('.list') && !LOOSE.has(id.slice(0, -'.list'.length)))
  .map((operation) => ({ operation, collection: operation.id.slice(0, -'.list'.length) }))

describe.each(LISTS)('$collection', ({ operation, collection }) => {
  const ask = (query: string) => askExample(operation, { query })

  test.each([
    ['?bogus=1', "['bogus'] is invalid attribute for filtering"],
    ['?sort_key=bogus&sort_dir=asc', "['bogus'] is invalid attribute for sort_keys"],
    ['?sort_key=id', 'The number of sort_keys and sort_dirs must be same'],
  ])('%s is refused', async (query, message) => {
    expect(refusal(await ask(query))).toBe(`400 HTTPBadRequest: ${message}`)
  })

  test('a limit that is no number is refused where there are pages', async () => {
    const got = await ask('?limit=x')
    if (WITHOUT_PAGES.has(collection)) expect(got.status).toBe(200)
    else {
      expect(refusal(got)).toBe(
        "400 BadRequest: Bad limit request: Limit must be an integer 0 or greater and not 'x'.",
      )
    }
  })

  test('a marker that names nothing is missed, or passed over', async () => {
    const got = await ask(ABSENT)
    if (collection in MISSED) expect(refusal(got)).toBe(MISSED[collection])
    else expect([got.status, got.text.includes(MISSING)]).toEqual([200, false])
  })
})
