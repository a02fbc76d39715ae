/** Which agents host which routers, measured on a real Neutron with agents in its database. */
import { beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { networkCloud, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({
  hosts: ['ha', 'hb', 'hc'],
  networkAgents: [
    { kind: 'l3', hosts: ['ha'] },
    { kind: 'l3', hosts: ['hb'], zone: 'az2' },
    { kind: 'l3', hosts: ['hc'], zone: 'az3', mode: 'dvr' },
    { kind: 'dhcp', hosts: ['ha'] },
  ],
})
const UNKNOWN = 'deadbeef-0000-4000-8000-000000000000'

let one: string
let other: string
let ofHost: string
let ofDhcp: string
beforeAll(async () => {
  const { agents } = (await my.admin('GET', '/agents?sort_key=host&sort_dir=asc')).body
  const l3 = agents.filter((each: any) => each.agent_type === 'L3 agent')
  ;[one, other, ofHost] = l3.map((each: any) => each.id)
  ofDhcp = agents.find((each: any) => each.agent_type === 'DHCP agent').id
})

const add = (agent: string, router_id: unknown, as = my.admin) =>
  as('POST', `/agents/${agent}/l3-routers`, { router_id })
const remove = (agent: string, router: string, as = my.admin) =>
  as('DELETE', `/agents/${agent}/l3-routers/${router}`)
const hosting = async (router: string): Promise<any[]> =>
  (await my.admin('GET', `/routers/${router}/l3-agents`)).body.agents
const idsOf = (agents: any[]) => agents.map((each) => each.id)

test('an administrator lets an agent host a router, and host it no longer', async () => {
  const { id } = await my.make('router')
  expect(await hosting(id)).toEqual([])
  const added = await add(one, id)
  expect([added.status, added.text]).toEqual([201, 'null'])
  // That it does so already is no error; that another does is.
  expect((await add(one, id)).status).toBe(201)
  expect(refusal(await add(other, id))).toBe(
    `409 RouterHostedByL3Agent: The router ${id} has been already hosted by the L3 Agent ${one}.`,
  )
  const shown = (await my.admin('GET', `/agents/${one}`)).body.agent
  expect(await hosting(id)).toEqual([
    { ...shown, resource_versions: {}, ha_chassis_priority: null, ha_state: null },
  ])
  const { routers } = (await my.admin('GET', `/agents/${one}/l3-routers`)).body
  expect(routers).toMatchObject([{ id, availability_zones: ['nova'] }])
  for (const _ of [1, 2]) expect((await remove(one, id)).status).toBe(204)
  expect(await hosting(id)).toEqual([])
  await add(one, id)
  expect((await my.demo('DELETE', `/routers/${id}`)).status).toBe(204)
  expect((await my.admin('GET', `/agents/${one}/l3-routers`)).body).toEqual({ routers: [] })
})

test('what is not there is missed, and what does not fit is refused', async () => {
  const { id } = await my.make('router')
  const noAgent = `404 AgentNotFound: Agent ${UNKNOWN} could not be found.`
  const noRouter = `404 RouterNotFound: Router ${UNKNOWN} could not be found`
  expect(refusal(await add(UNKNOWN, id))).toBe(noAgent)
  expect(refusal(await add(UNKNOWN, UNKNOWN))).toBe(noRouter)
  expect(refusal(await add(one, 5))).toBe('404 RouterNotFound: Router 5 could not be found')
  expect(refusal(await remove(UNKNOWN, id))).toBe(noAgent)
  expect(refusal(await remove(one, UNKNOWN))).toBe(noRouter)
  expect(refusal(await my.admin('GET', `/agents/${UNKNOWN}/l3-routers`))).toBe(noAgent)
  expect(refusal(await my.admin('GET', `/routers/${UNKNOWN}/l3-agents`))).toBe(noRouter)
  expect(refusal(await my.admin('POST', `/agents/${one}/l3-routers`, {}))).toBe(
    "400 HTTPBadRequest: Unable to find 'router_id' in request body",
  )
  expect(refusal(await add(ofDhcp, id))).toBe(
    `404 InvalidL3Agent: Agent ${ofDhcp} is not a L3 Agent or has been disabled`,
  )
  expect(refusal(await add(ofHost, id))).toBe(
    "409 DVRL3CannotAssignToDvrAgent: Not allowed to manually assign a router to an agent in 'dvr' mode.",
  )
  expect(refusal(await remove(ofHost, id))).toBe(
    "409 DVRL3CannotRemoveFromDvrAgent: Not allowed to manually remove a router from an agent in 'dvr' mode.",
  )
  const distributed = await my.make('router', { distributed: true }, my.admin)
  expect(refusal(await add(one, distributed.id))).toBe(
    `409 RouterL3AgentMismatch: Cannot host distributed router ${distributed.id} on legacy L3 agent ${one}.`,
  )
})

test('an agent that is switched off takes no router', async () => {
  const { id } = await my.make('router')
  const put = (isUp: boolean) =>
    my.admin('PUT', `/agents/${one}`, { agent: { admin_state_up: isUp } })
  await put(false)
  expect(refusal(await add(one, id))).toBe(
    `404 InvalidL3Agent: Agent ${one} is not a L3 Agent or has been disabled`,
  )
  await put(true)
  // What nobody hosts it takes as it works again, as one that starts.
  expect(await hosting(id)).toHaveLength(1)
})

test('others than administrators are refused before anything is looked for', async () => {
  const refused = (rule: string) => `403 PolicyNotAuthorized: rule:${rule} is disallowed by policy`
  expect(refusal(await my.demo('POST', '/agents/x/l3-routers', {}))).toBe(
    refused('create_l3-router'),
  )
  expect(refusal(await remove('x', 'x', my.demo))).toBe(refused('delete_l3-router'))
  expect(refusal(await my.demo('GET', '/agents/x/l3-routers'))).toBe(refused('get_l3-routers'))
  expect(refusal(await my.demo('GET', '/routers/x/l3-agents'))).toBe(refused('get_l3-agents'))
})

test('a router is hosted when there is something to do for it, by an agent of its zone', async () => {
  const outside = await externalNetwork(my)
  const gateway = { external_gateway_info: { network_id: outside.id } }
  const withGateway = await my.make('router', gateway)
  expect(await hosting(withGateway.id)).toHaveLength(1)
  // Each time the other agent has less to do.
  for (const name of ['x', 'y', 'z']) {
    const { id } = await my.make('router', { availability_zone_hints: ['az2'] })
    expect(await hosting(id)).toEqual([])
    await my.demo('PUT', `/routers/${id}`, { router: { name } })
    expect(idsOf(await hosting(id))).toEqual([other])
  }
  const joined = await my.make('router', { availability_zone_hints: ['nova'] })
  const { subnet } = await networkWith(my, '10.5.0.0/24')
  await my.demo('PUT', `/routers/${joined.id}/add_router_interface`, { subnet_id: subnet })
  expect(idsOf(await hosting(joined.id))).toEqual([one])
  await remove(one, joined.id)
  await my.demo('PUT', `/routers/${joined.id}/remove_router_interface`, { subnet_id: subnet })
  expect(idsOf(await hosting(joined.id))).toEqual([one])
})

test('agents of each zone host a router that is highly available, of which one is active', async () => {
  const { id } = await my.make('router', { ha: true }, my.admin)
  const agents = await hosting(id)
  expect(agents).toHaveLength(2)
  expect(new Set(idsOf(agents))).toEqual(new Set([one, other]))
  expect(new Set(agents.map((each) => each.ha_state))).toEqual(new Set(['active', 'standby']))
  await remove(one, id)
  expect(idsOf(await hosting(id))).toEqual([other])
  expect((await add(one, id)).status).toBe(201)
  expect(await hosting(id)).toHaveLength(2)
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of those who let agents host a router at once one does', async () => {
    const cloud = { hosts: ['ha', 'hb', 'hc'], networkAgents: [{ kind: 'l3' }] } as const
    const their = await networkCloud({ database: await backend.url('cloud'), ...cloud })
    await using _ = their.cloud
    const agents: any[] = (await their.admin('GET', '/agents')).body.agents
    const { id: router_id } = await their.make('router')
    const answers = await Promise.all(
      agents.map(({ id }) => their.admin('POST', `/agents/${id}/l3-routers`, { router_id })),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409])
    const { body } = await their.admin('GET', `/routers/${router_id}/l3-agents`)
    expect(body.agents).toHaveLength(1)
  })
})
