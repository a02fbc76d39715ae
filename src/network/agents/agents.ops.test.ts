/** Agents, measured on a real Neutron into whose database some were put. */
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  networkApi,
  networkCloud,
  refusal,
  useNetworkCloud,
} from '../../../test/support/network-cloud.ts'
import { startCloud } from '../../../test/support/cloud.ts'

const my = useNetworkCloud({
  hosts: ['ha', 'hb'],
  networkAgents: [{ kind: 'dhcp' }, { kind: 'ovs' }],
})
const none = useNetworkCloud()

const list = async (query = '') => {
  const got = await my.admin('GET', `/agents${query}`)
  expect(got.status, got.text).toBe(200)
  return got.body.agents
}
const placesOf = (agents: any[]) => agents.map((one) => `${one.agent_type} ${one.host}`).toSorted()
const theOvs = async (host = 'ha') =>
  (await list(`?host=${host}&agent_type=open%20vswitch%20AGENT`))[0]

test('a cloud has no agents unless told', async () => {
  expect((await none.admin('GET', '/agents')).body).toEqual({ agents: [] })
  expect((await none.admin('GET', '/availability_zones')).body).toEqual({ availability_zones: [] })
})

test('each host has one of each kind', async () => {
  const agents = await list()
  expect(placesOf(agents)).toEqual([
    'DHCP agent ha',
    'DHCP agent hb',
    'Open vSwitch agent ha',
    'Open vSwitch agent hb',
  ])
  const ofDhcp = agents.find((one: any) => one.agent_type === 'DHCP agent')
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  expect(ofDhcp).toEqual({
    ...{ id: expect.any(String), agent_type: 'DHCP agent', binary: 'neutron-dhcp-agent' },
    ...{ topic: 'dhcp_agent', host: ofDhcp.host, admin_state_up: true, description: null },
    ...{ created_at: time, started_at: time, heartbeat_timestamp: time, alive: true },
    ...{ availability_zone: 'nova', resources_synced: null, configurations: expect.any(Object) },
  })
  expect((await theOvs()).availability_zone).toBeNull()
})

test('only administrators see them', async () => {
  const { id } = await theOvs()
  expect((await my.demo('GET', '/agents')).body).toEqual({ agents: [] })
  const hidden = '404 HTTPNotFound: The resource could not be found.'
  expect(refusal(await my.demo('GET', `/agents/${id}`))).toBe(hidden)
  expect(refusal(await my.demo('DELETE', `/agents/${id}`))).toBe(hidden)
  const change = { agent: { admin_state_up: false } }
  expect(refusal(await my.demo('PUT', `/agents/${id}`, change))).toBe(hidden)
  expect(refusal(await my.demo('GET', '/agents/x'))).toBe(
    '404 AgentNotFound: Agent x could not be found.',
  )
})

test.each([
  ['?agent_type=dhcp%20AGENT', ['DHCP agent ha', 'DHCP agent hb']],
  ['?availability_zone=nova&host=ha', ['DHCP agent ha']],
  ['?alive=False', []],
  ['?alive=true&host=hb', ['DHCP agent hb', 'Open vSwitch agent hb']],
  ['?host=ha&host=hb&binary=neutron-dhcp-agent', ['DHCP agent ha', 'DHCP agent hb']],
  ['?admin_state_up=False', []],
])('agents%s', async (query, expected) => {
  expect(placesOf(await list(query))).toEqual(expected)
})

test.each([
  ['?bogus=x', "400 HTTPBadRequest: ['bogus'] is invalid attribute for filtering"],
  [
    '?resources_synced=true',
    "400 HTTPBadRequest: ['resources_synced'] is invalid attribute for filtering",
  ],
  [
    '?alive=maybe',
    "400 InvalidInput: Invalid input for operation: 'maybe' cannot be converted to boolean.",
  ],
  [
    '?sort_key=alive&sort_dir=asc',
    "400 BadRequest: Bad agents request: 'alive' is an invalid attribute for sort key.",
  ],
  [
    '?sort_key=configurations&sort_dir=asc',
    "400 HTTPBadRequest: ['configurations'] is invalid attribute for sort_keys",
  ],
])('agents%s is refused', async (query, expected) => {
  expect(refusal(await my.admin('GET', `/agents${query}`))).toBe(expected)
})

test('they are sorted, and come in pages', async () => {
  const sorted = await list('?sort_key=host&sort_dir=desc&fields=host')
  expect(sorted).toEqual(['hb', 'hb', 'ha', 'ha'].map((host) => ({ host })))
  const page = await my.admin('GET', '/agents?limit=3&fields=id')
  expect(page.body.agents).toHaveLength(3)
  expect(page.body.agents_links.map(({ rel }: any) => rel)).toEqual(['next', 'previous'])
})

test('an administrator describes one, and switches it off and on', async () => {
  const before = await theOvs()
  const path = `/agents/${before.id}`
  const put = (agent: object) => my.admin('PUT', path, { agent })
  const off = await put({ admin_state_up: false, description: 'broken' })
  expect(off.status, off.text).toBe(200)
  expect(off.body.agent).toMatchObject({
    ...{ id: before.id, host: 'ha', admin_state_up: false, description: 'broken', alive: true },
  })
  expect((await put({})).body.agent.description).toBe('broken')
  expect((await put({ admin_state_up: true, description: null })).body.agent).toMatchObject({
    ...{ admin_state_up: true, description: null },
  })
})

test.each([
  [{ host: 'y' }, 'Cannot update read-only attribute host'],
  [{ availability_zone: 'x' }, 'Cannot update read-only attribute availability_zone'],
  [{ resources_synced: true }, 'Cannot update read-only attribute resources_synced'],
  [{ ha_chassis_priority: 7 }, "Unrecognized attribute(s) 'ha_chassis_priority'"],
  [{ description: 5 }, "Invalid input for description. Reason: '5' is not a valid string."],
])('a change to %j is refused', async (agent, message) => {
  const { id } = await theOvs()
  const got = await my.admin('PUT', `/agents/${id}`, { agent })
  expect(refusal(got)).toBe(`400 HTTPBadRequest: ${message}`)
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('what an administrator said stays at the next start, and who runs no more is dead', async () => {
    const database = await backend.url('cloud')
    const clock = new ManualClock()
    let ids: string[]
    {
      const first = await networkCloud({
        database,
        clock,
        hosts: ['ha'],
        networkAgents: [{ kind: 'ovs' }],
      })
      await using _ = first.cloud
      const { agents } = (await first.admin('GET', '/agents')).body
      ids = agents.map(({ id }: any) => id)
      await first.admin('PUT', `/agents/${ids[0]}`, { agent: { admin_state_up: false } })
      clock.advance(600_000)
      const [one] = (await first.admin('GET', '/agents')).body.agents
      expect(one).toMatchObject({ alive: true, admin_state_up: false })
      expect(Date.parse(`${one.heartbeat_timestamp}Z`)).toBeGreaterThan(clock.now() - 31_000)
    }
    {
      const again = await startCloud({
        database,
        clock,
        hosts: ['ha'],
        networkAgents: [{ kind: 'ovs' }, { kind: 'l3' }],
      })
      await using _ = again
      const admin = networkApi(again, await again.admin())
      const { agents } = (await admin('GET', '/agents?sort_key=agent_type&sort_dir=desc')).body
      expect(agents[0]).toMatchObject({ id: ids[0], admin_state_up: false, alive: true })
      expect(agents).toHaveLength(2)
    }
    clock.advance(76_000)
    await using last = await startCloud({ database, clock, hosts: ['ha'] })
    const admin = networkApi(last, await last.admin())
    const alive = (await admin('GET', '/agents')).body.agents.map((one: any) => one.alive)
    expect(alive).toEqual([false, false])
    expect((await admin('DELETE', `/agents/${ids[0]}`)).status).toBe(204)
    expect(refusal(await admin('GET', `/agents/${ids[0]}`))).toBe(
      `404 AgentNotFound: Agent ${ids[0]} could not be found.`,
    )
  })
})
