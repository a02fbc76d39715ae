/** QoS policies and their rules, in the words of a real Neutron. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud, type NetworkApi } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const MISSING = '5f3d0c1e-6d10-42ee-8bb0-3277f21e4cac'

const policy = (attributes: object = {}, as: NetworkApi = my.admin) =>
  my.make('policy', { name: 'p', ...attributes }, as)

/** Says what became of it, as a refusal says it. */
async function rule(id: string, type: string, attributes: object, as: NetworkApi = my.admin) {
  const body = { [`${type}_rule`]: attributes }
  const got = await as('POST', `/qos/policies/${id}/${type}_rules`, body)
  return got.status === 201 ? got.body[`${type}_rule`] : refusal(got)
}

async function shown(id: string, as: NetworkApi = my.admin) {
  return (await as('GET', `/qos/policies/${id}`)).body.policy
}

test('a policy shows its rules in the order of their types, and each is a revision', async () => {
  const made = await policy({ description: 'd' })
  const { id } = made
  expect(made).toEqual({
    ...{ id, project_id: my.adminPersona.projectId, tenant_id: my.adminPersona.projectId },
    ...{ name: 'p', description: 'd', shared: false, is_default: false, rules: [], tags: [] },
    ...{ revision_number: 0, created_at: made.created_at, updated_at: made.created_at },
  })
  const mark = await rule(id, 'dscp_marking', { dscp_mark: '10' })
  const limit = await rule(id, 'bandwidth_limit', { max_kbps: 1000 })
  expect(mark).toEqual({ id: mark.id, dscp_mark: 10 })
  const { id: limitId } = limit
  expect(limit).toEqual({ id: limitId, max_kbps: 1000, max_burst_kbps: 0, direction: 'egress' })
  const named = (type: string) => ({ qos_policy_id: id, type })
  expect(await shown(id)).toMatchObject({
    revision_number: 2,
    rules: [
      { ...limit, ...named('bandwidth_limit') },
      { ...mark, ...named('dscp_marking') },
    ],
  })
  const path = `/qos/policies/${id}/dscp_marking_rules`
  const put = (dscp_mark: number) =>
    my.admin('PUT', `${path}/${mark.id}`, { dscp_marking_rule: { dscp_mark } })
  expect((await put(10)).status).toBe(200)
  expect((await shown(id)).revision_number).toBe(2)
  expect((await put(12)).body).toEqual({ dscp_marking_rule: { id: mark.id, dscp_mark: 12 } })
  expect((await shown(id)).revision_number).toBe(3)
  const listed = await my.admin('GET', `${path}?dscp_mark=12`)
  expect(listed.body).toEqual({ dscp_marking_rules: [{ id: mark.id, dscp_mark: 12 }] })
  expect((await my.admin('DELETE', `${path}/${mark.id}`)).status).toBe(204)
  expect(await shown(id)).toMatchObject({ revision_number: 4, rules: [{ id: limitId }] })
  expect(refusal(await put(8))).toBe(
    `404 QosRuleNotFound: QoS rule ${mark.id} for policy ${id} could not be found.`,
  )
})

test('rules that do not go together are refused', async () => {
  const { id } = await policy()
  const limit = await rule(id, 'bandwidth_limit', { max_kbps: 1000 })
  expect(await rule(id, 'bandwidth_limit', { max_kbps: 5 })).toBe(
    `409 QoSRulesConflict: Rule bandwidth_limit conflicts with rule ${limit.id} which already ` +
      `exists in QoS Policy ${id}.`,
  )
  expect(await rule(id, 'minimum_bandwidth', { min_kbps: 2000 })).toBe(
    `409 QoSRuleParameterConflict: Unable to add the rule with value 2000 to the policy ${id} as ` +
      'the existing rule of type bandwidth_limit has value 1000.',
  )
  expect(await rule(id, 'minimum_bandwidth', { min_kbps: 200 })).toMatchObject({ min_kbps: 200 })
  expect(await rule(id, 'bandwidth_limit', { max_kbps: 5, direction: 'ingress' })).toMatchObject({
    direction: 'ingress',
  })
  expect(await rule(id, 'minimum_packet_rate', { min_kpps: 1, direction: 'any' })).toMatchObject({
    direction: 'any',
  })
  expect(await rule(id, 'minimum_packet_rate', { min_kpps: 1 })).toBe(
    `409 QoSRuleParameterConflict: Unable to add the rule with value egress to the policy ${id} as ` +
      'the existing rule of type minimum_packet_rate has value any.',
  )
  expect(await rule(id, 'packet_rate_limit', { max_kpps: 3 })).toMatchObject({ max_burst_kpps: 0 })
  expect(await rule(id, 'dscp_marking', { dscp_mark: 7 })).toBe(
    '400 HTTPBadRequest: Invalid input for dscp_mark. Reason: 7 is not in valid_values.',
  )
  const alias = `/qos/alias_bandwidth_limit_rules/${limit.id}`
  const put = (max_kbps: number) =>
    my.admin('PUT', alias, { alias_bandwidth_limit_rule: { max_kbps } })
  expect(refusal(await put(1))).toBe(
    `409 QoSRuleParameterConflict: Unable to add the rule with value 1 to the policy ${id} as the ` +
      'existing rule of type minimum_bandwidth has value 200.',
  )
  const changed = { alias_bandwidth_limit_rule: { ...limit, max_kbps: 1200 } }
  expect((await put(1200)).body).toEqual(changed)
  expect((await my.admin('GET', alias)).body).toEqual(changed)
  expect((await my.admin('DELETE', alias)).status).toBe(204)
  expect(refusal(await my.admin('GET', alias))).toBe(
    `404 QosRuleNotFound: QoS rule ${limit.id} for policy  could not be found.`,
  )
})

test('of rules that conflict and come at once, one is made', async () => {
  const { id } = await policy()
  const made = await Promise.all([1, 2, 3].map((n) => rule(id, 'bandwidth_limit', { max_kbps: n })))
  expect(made.filter((one) => typeof one !== 'string')).toHaveLength(1)
  expect(await shown(id)).toMatchObject({ revision_number: 1, rules: [{}] })
})

test('a project has one default policy, of which others do not learn', async () => {
  const first = await policy({ is_default: true, shared: true })
  expect(first).toMatchObject({ is_default: true, shared: true, revision_number: 1 })
  const owner = my.adminPersona.projectId
  const exists = `409 QoSPolicyDefaultAlreadyExists: A default QoS policy exists for project ${owner}.`
  const body = { policy: { name: 'q', is_default: true } }
  expect(refusal(await my.admin('POST', '/qos/policies', body))).toBe(exists)
  const { id } = await policy()
  const put = (which: string, is_default: boolean) =>
    my.admin('PUT', `/qos/policies/${which}`, { policy: { is_default } })
  expect(refusal(await put(id, true))).toBe(exists)
  expect(await shown(first.id, my.demo)).toMatchObject({ is_default: false, shared: true })
  expect((await put(first.id, false)).body.policy.is_default).toBe(false)
  expect((await put(id, true)).body.policy).toMatchObject({ is_default: true, revision_number: 1 })
})

test('members see what is shared with them, and change nothing', async () => {
  const { id } = await policy()
  const missing = `404 QosPolicyNotFound: QoS policy ${id} could not be found.`
  const limit = await rule(id, 'bandwidth_limit', { max_kbps: 1000 })
  const alias = `/qos/alias_bandwidth_limit_rules/${limit.id}`
  for (const path of [`/qos/policies/${id}`, alias, `/qos/policies/${id}/dscp_marking_rules`]) {
    expect(refusal(await my.demo('GET', path))).toBe(missing)
  }
  const forbidden = (name: string) =>
    `403 PolicyNotAuthorized: rule:${name} is disallowed by policy`
  expect(refusal(await my.demo('POST', '/qos/policies', { policy: {} }))).toBe(
    forbidden('create_policy'),
  )
  await my.admin('PUT', `/qos/policies/${id}`, { policy: { shared: true } })
  const { status, body } = await my.demo('GET', `/qos/policies/${id}/bandwidth_limit_rules`)
  expect([status, body]).toEqual([200, { bandwidth_limit_rules: [] }])
  expect(refusal(await my.demo('GET', alias))).toMatch(/^404 HTTPNotFound/)
  expect(await rule(id, 'dscp_marking', { dscp_mark: 8 }, my.demo)).toBe(
    forbidden('create_policy_dscp_marking_rule'),
  )
  expect(refusal(await my.demo('DELETE', `/qos/policies/${id}`))).toBe(forbidden('delete_policy'))
  const renamed = await my.demo('PUT', `/qos/policies/${id}`, { policy: { name: 'x' } })
  expect(refusal(renamed)).toBe('404 HTTPNotFound: The resource could not be found.')
})

test('networks are made with the default policy of their project', async () => {
  const project_id = my.strangerPersona.projectId
  const { id } = await policy({ is_default: true, project_id })
  const made = (attributes: object = {}, as = my.stranger) => my.make('network', attributes, as)
  expect((await made()).qos_policy_id).toBe(id)
  expect((await made({ qos_policy_id: null })).qos_policy_id).toBe(id)
  expect((await made({ project_id }, my.admin)).qos_policy_id).toBe(id)
  const other = await policy({ shared: true })
  expect((await made({ qos_policy_id: other.id })).qos_policy_id).toBe(other.id)
  await my.admin('PUT', `/qos/policies/${id}`, { policy: { is_default: false } })
  expect((await made()).qos_policy_id).toBeNull()
})

test('what its owner uses stays shared with everybody, or with him', async () => {
  const { id, project_id } = await policy({ shared: true })
  const network = await my.make('network', { qos_policy_id: id }, my.admin)
  const unshare = () => my.admin('PUT', `/qos/policies/${id}`, { policy: { shared: false } })
  expect(refusal(await unshare())).toMatch(/^409 RbacPolicyInUse/)
  const own = { object_type: 'qos_policy', object_id: id, action: 'access_as_shared' }
  const rbac_policy = { ...own, target_tenant: project_id }
  expect((await my.admin('POST', '/rbac-policies', { rbac_policy })).status).toBe(201)
  expect((await unshare()).status).toBe(200)
  await my.admin('DELETE', `/networks/${network.id}`)
})

test('a policy that is used neither goes nor is taken from those who use it', async () => {
  const { id } = await policy({ shared: true })
  const network = await my.make('network', { qos_policy_id: id })
  const port = await my.make('port', { network_id: network.id, qos_policy_id: id })
  expect(port).toMatchObject({ qos_policy_id: id, qos_network_policy_id: id })
  const inUse = (by: string) => `409 QosPolicyInUse: QoS Policy ${id} is used by ${by}.`
  expect(refusal(await my.admin('DELETE', `/qos/policies/${id}`))).toBe(inUse(`port ${port.id}`))
  const unshare = () => my.admin('PUT', `/qos/policies/${id}`, { policy: { shared: false } })
  expect(refusal(await unshare())).toBe(
    `409 RbacPolicyInUse: RBAC policy on object ${id} cannot be removed because other objects ` +
      'depend on it.\nDetails: project_id=*',
  )
  await my.demo('PUT', `/ports/${port.id}`, { port: { qos_policy_id: null } })
  expect(refusal(await my.admin('DELETE', `/qos/policies/${id}`))).toBe(
    inUse(`network ${network.id}`),
  )
  await my.demo('PUT', `/networks/${network.id}`, { network: { qos_policy_id: null } })
  expect((await unshare()).status).toBe(200)
  expect((await my.admin('DELETE', `/qos/policies/${id}`)).status).toBe(204)
})

test('who names a policy sees it', async () => {
  const { id: theirs } = await policy()
  const network = await my.make('network')
  const port = await my.make('port', { network_id: network.id })
  for (const id of [MISSING, theirs]) {
    const asked = { qos_policy_id: id }
    const answers = [
      await my.demo('POST', '/networks', { network: asked }),
      await my.demo('PUT', `/networks/${network.id}`, { network: asked }),
      await my.demo('POST', '/ports', { port: { network_id: network.id, ...asked } }),
      await my.demo('PUT', `/ports/${port.id}`, { port: asked }),
    ]
    for (const answer of answers) {
      expect(refusal(answer)).toBe(`404 QosPolicyNotFound: QoS policy ${id} could not be found.`)
    }
  }
})

test('the gateway of a router has a policy until it is taken away, or goes', async () => {
  const { id } = await policy()
  const outside = await my.make('network', { 'router:external': true }, my.admin)
  const subnet = { network_id: outside.id, ip_version: 4, cidr: '10.199.0.0/24' }
  await my.make('subnet', subnet, my.admin)
  const gateway = { network_id: outside.id }
  const info = { external_gateway_info: { ...gateway, qos_policy_id: id } }
  const router = await my.make('router', info, my.admin)
  expect(router.external_gateway_info.qos_policy_id).toBe(id)
  const put = async (external_gateway_info: object | null) => {
    const body = { router: { external_gateway_info } }
    return (await my.admin('PUT', `/routers/${router.id}`, body)).body.router.external_gateway_info
  }
  expect(await put({ ...gateway, enable_snat: false })).toHaveProperty('qos_policy_id', id)
  expect(refusal(await my.admin('DELETE', `/qos/policies/${id}`))).toBe(
    `409 QosPolicyInUse: QoS Policy ${id} is used by router ${router.id}.`,
  )
  expect(await put({ ...gateway, qos_policy_id: null })).not.toHaveProperty('qos_policy_id')
  expect(await put({ ...gateway, qos_policy_id: id })).toHaveProperty('qos_policy_id', id)
  expect(await put(null)).toBe(null)
  expect((await my.admin('DELETE', `/qos/policies/${id}`)).status).toBe(204)
})

test('types of rules are listed for all, and shown to administrators', async () => {
  const { body } = await my.reader('GET', '/qos/rule-types')
  expect(body.rule_types).toHaveLength(5)
  expect((await my.reader('GET', '/qos/rule-types?all_rules=true')).body).toEqual(body)
  expect(body.rule_types).toContainEqual({ type: 'dscp_marking' })
  const path = '/qos/rule-types/minimum_bandwidth'
  expect(refusal(await my.reader('GET', path))).toBe('403 NotAuthorized: Not authorized.')
  const range = { parameter_type: 'range', parameter_values: { start: 0, end: 2147483647 } }
  const choices = { parameter_type: 'choices', parameter_values: ['ingress', 'egress'] }
  expect((await my.admin('GET', path)).body.rule_type).toEqual({
    type: 'minimum_bandwidth',
    drivers: [
      {
        name: 'openvswitch',
        supported_parameters: [
          { parameter_name: 'min_kbps', ...range },
          { parameter_name: 'direction', ...choices },
        ],
      },
    ],
  })
  expect(refusal(await my.reader('GET', '/qos/rule-types?all_rules=x'))).toBe(
    "400 InvalidInput: Invalid input for operation: 'x' cannot be converted to boolean.",
  )
  expect((await my.admin('GET', '/qos/rule-types/bogus')).status).toBe(404)
})

test('to name the policy again that is in force is a revision of a network and of a port', async () => {
  const { id: qos_policy_id } = await my.make('policy', { name: 'again' }, my.admin)
  const network = await my.make('network', { qos_policy_id }, my.admin)
  const port = await my.make('port', { network_id: network.id, qos_policy_id }, my.admin)
  for (const [kind, { id, revision_number: seen }] of Object.entries({ network, port })) {
    const put = async (policy: string | null) => {
      const body = { [kind]: { qos_policy_id: policy } }
      return (await my.admin('PUT', `/${kind}s/${id}`, body)).body[kind].revision_number - seen
    }
    expect([await put(qos_policy_id), await put(null), await put(null)]).toEqual([1, 2, 2])
  }
})
