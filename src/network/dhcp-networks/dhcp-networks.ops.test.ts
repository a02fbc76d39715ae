/** Which agents serve which networks with DHCP, measured on a real Neutron with agents in its database. */
import { beforeAll, describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  networkApi,
  networkCloud,
  refusal,
  useNetworkCloud,
} from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({
  hosts: ['ha', 'hb'],
  networkAgents: [{ kind: 'dhcp' }, { kind: 'ovs', hosts: ['ha'] }],
})
const UNKNOWN = 'deadbeef-0000-4000-8000-000000000000'

let one: string
let other: string
let ovs: string
beforeAll(async () => {
  const { agents } = (await my.admin('GET', '/agents?sort_key=host&sort_dir=asc')).body
  const [a, b] = agents.filter((each: any) => each.agent_type === 'DHCP agent')
  ;[one, other] = [a.id, b.id]
  ovs = agents.find((each: any) => each.agent_type !== 'DHCP agent').id
})

const add = (agent: string, network_id: unknown, as = my.admin) =>
  as('POST', `/agents/${agent}/dhcp-networks`, { network_id })
const remove = (agent: string, network: string, as = my.admin) =>
  as('DELETE', `/agents/${agent}/dhcp-networks/${network}`)
const serving = async (network: string): Promise<string[]> => {
  const { agents } = (await my.admin('GET', `/networks/${network}/dhcp-agents`)).body
  return agents.map((each: any) => each.id)
}

test('an administrator lets agents serve a network, and serve it no longer', async () => {
  const { id } = await my.make('network')
  expect(await serving(id)).toEqual([])
  const added = await add(one, id)
  expect([added.status, added.text]).toEqual([201, 'null'])
  expect(refusal(await add(one, id))).toBe(
    `409 NetworkHostedByDHCPAgent: The network ${id} has been already hosted by the DHCP Agent ${one}.`,
  )
  expect((await add(other, id)).status).toBe(201)
  expect(await serving(id)).toEqual([one, other].toSorted())
  const { networks } = (await my.admin('GET', `/agents/${one}/dhcp-networks`)).body
  expect(networks).toMatchObject([
    { id, availability_zones: ['nova'], 'provider:network_type': 'vxlan' },
  ])
  const removed = await remove(one, id)
  expect([removed.status, removed.text]).toEqual([204, ''])
  expect(refusal(await remove(one, id))).toBe(
    `409 NetworkNotHostedByDhcpAgent: The network ${id} is not hosted by the DHCP Agent ${one}.`,
  )
  expect(await serving(id)).toEqual([other])
  expect((await my.demo('DELETE', `/networks/${id}`)).status).toBe(204)
  expect((await my.admin('GET', `/agents/${other}/dhcp-networks`)).body).toEqual({ networks: [] })
})

test('lists of those who serve a network show more of them', async () => {
  const { id } = await my.make('network')
  await add(one, id)
  const { agents } = (await my.admin('GET', `/networks/${id}/dhcp-agents?fields=id&host=x`)).body
  const shown = (await my.admin('GET', `/agents/${one}`)).body.agent
  expect(agents).toEqual([{ ...shown, resource_versions: {}, ha_chassis_priority: null }])
})

test('what is not there is missed', async () => {
  const { id } = await my.make('network')
  const missing = `404 AgentNotFound: Agent ${UNKNOWN} could not be found.`
  const noNetwork = `404 NetworkNotFound: Network ${UNKNOWN} could not be found.`
  const invalid = `404 InvalidDHCPAgent: Agent ${ovs} is not a valid DHCP Agent or has been disabled.`
  expect(refusal(await add(UNKNOWN, id))).toBe(missing)
  expect(refusal(await add(UNKNOWN, UNKNOWN))).toBe(noNetwork)
  expect(refusal(await add(one, UNKNOWN))).toBe(noNetwork)
  expect(refusal(await add(one, null))).toBe(
    '404 NetworkNotFound: Network None could not be found.',
  )
  expect(refusal(await add(ovs, id))).toBe(invalid)
  expect(refusal(await remove(UNKNOWN, id))).toBe(missing)
  expect((await remove(one, UNKNOWN)).status).toBe(409)
  expect(refusal(await my.admin('GET', `/agents/${UNKNOWN}/dhcp-networks`))).toBe(missing)
  expect((await my.admin('GET', `/agents/${ovs}/dhcp-networks`)).body).toEqual({ networks: [] })
  expect(await serving(UNKNOWN)).toEqual([])
})

test('a body without a network is refused', async () => {
  for (const body of [{}, [], 'x']) {
    const got = await my.admin('POST', `/agents/${one}/dhcp-networks`, JSON.stringify(body))
    expect(refusal(got)).toBe("400 HTTPBadRequest: Unable to find 'network_id' in request body")
  }
})

test('an agent that is switched off takes no network', async () => {
  const { id } = await my.make('network')
  await my.admin('PUT', `/agents/${one}`, { agent: { admin_state_up: false } })
  expect((await add(one, id)).status).toBe(404)
  await my.admin('PUT', `/agents/${one}`, { agent: { admin_state_up: true } })
  expect((await add(one, id)).status).toBe(201)
})

test('others than administrators are refused before anything is looked for', async () => {
  const refused = (rule: string) => `403 PolicyNotAuthorized: rule:${rule} is disallowed by policy`
  expect(refusal(await my.demo('POST', '/agents/x/dhcp-networks', {}))).toBe(
    refused('create_dhcp-network'),
  )
  expect(refusal(await remove('x', 'x', my.demo))).toBe(refused('delete_dhcp-network'))
  expect(refusal(await my.demo('GET', '/agents/x/dhcp-networks'))).toBe(
    refused('get_dhcp-networks'),
  )
  expect(refusal(await my.demo('GET', '/networks/x/dhcp-agents'))).toBe(refused('get_dhcp-agents'))
})

test('a network is served from its first subnet or port on', async () => {
  const bySubnet = await my.make('network')
  await my.make('subnet', {
    ...{ network_id: bySubnet.id, ip_version: 4, cidr: '10.5.0.0/24', enable_dhcp: false },
  })
  const byPort = await my.make('network')
  await my.make('port', { network_id: byPort.id, device_id: 'reserved_dhcp_port' })
  expect(await serving(byPort.id)).toEqual([])
  await my.make('port', { network_id: byPort.id })
  for (const { id } of [bySubnet, byPort]) expect(await serving(id)).toHaveLength(1)
  const shown = (await my.demo('GET', `/networks/${bySubnet.id}`)).body.network
  expect(shown.availability_zones).toEqual(['nova'])
})

test('a network is served again when somebody needs it', async () => {
  const { id } = await my.make('network')
  await my.make('port', { network_id: id })
  const [by] = await serving(id)
  await remove(by!, id)
  await my.make('port', { network_id: id })
  expect(await serving(id)).toHaveLength(1)
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of those who let one agent serve a network at once one does, and no other loses', async () => {
    const cloud = { hosts: ['ha', 'hb', 'hc'], networkAgents: [{ kind: 'dhcp' }] } as const
    const their = await networkCloud({ database: await backend.url('cloud'), ...cloud })
    await using _ = their.cloud
    const agents: any[] = (await their.admin('GET', '/agents')).body.agents
    const { id: network_id } = await their.make('network')
    const twice = [...agents, ...agents]
    const answers = await Promise.all([
      ...twice.map(({ id }) => their.admin('POST', `/agents/${id}/dhcp-networks`, { network_id })),
      ...[1, 2].map(() => their.demo('POST', '/ports', { port: { network_id } })),
    ])
    const statuses = answers.slice(0, twice.length).map(({ status }) => status)
    const hosting = (await their.admin('GET', `/networks/${network_id}/dhcp-agents`)).body.agents
    expect(hosting).toHaveLength(agents.length)
    // A port may have brought one before its administrator.
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(2)
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
    expect(answers.slice(-2).map(({ status }) => status)).toEqual([201, 201])
  })

  test('an agent that starts serves what nobody serves; one that is deleted serves nothing', async () => {
    const database = await backend.url('cloud')
    let id: string
    {
      const first = await networkCloud({ database, hosts: ['ha'] })
      await using _ = first.cloud
      id = (await first.make('network')).id
      await first.make('subnet', { network_id: id, ip_version: 4, cidr: '10.5.0.0/24' })
    }
    await using again = await startCloud({
      ...{ database, hosts: ['ha'], networkAgents: [{ kind: 'dhcp' }] },
    })
    const admin = networkApi(again, await again.admin())
    const list = async () => (await admin('GET', `/networks/${id}/dhcp-agents`)).body.agents
    const [by] = await list()
    expect(by).toMatchObject({ host: 'ha', alive: true })
    expect((await admin('DELETE', `/agents/${by.id}`)).status).toBe(204)
    expect(await list()).toEqual([])
  })

  test('an agent is deleted while networks are scheduled, and nobody fails', async () => {
    const cloud = { hosts: ['ha', 'hb', 'hc', 'hd'], networkAgents: [{ kind: 'dhcp' }] } as const
    const their = await networkCloud({ database: await backend.url('cloud'), ...cloud })
    await using _ = their.cloud
    const agents: any[] = (await their.admin('GET', '/agents')).body.agents
    for (const { id } of agents) {
      const ports = await Promise.all(
        [1, 2, 3, 4].map(async () => ({ network_id: (await their.make('network')).id })),
      )
      const answers = await Promise.all([
        ...ports.map((port) => their.demo('POST', '/ports', { port })),
        their.admin('DELETE', `/agents/${id}`),
      ])
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 204])
    }
    expect((await their.admin('GET', '/agents')).body).toEqual({ agents: [] })
  })
})
