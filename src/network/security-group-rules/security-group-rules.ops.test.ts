/** Rules of security groups: what they may say, who may add them, and refusals in Neutron's words. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: {}, defaultQuota: -1 } })

/** Adds a rule to a new group, or to the one that is named. */
async function add(rule: object, as = my.demo) {
  const group = 'security_group_id' in rule ? {} : { security_group_id: await groupId() }
  const body = { security_group_rule: { ...group, direction: 'ingress', ...rule } }
  return as('POST', '/security-group-rules', body)
}

async function groupId(): Promise<string> {
  return (await my.make('security_group')).id
}

test('a rule is kept as it was sent, and its group counts it', async () => {
  const group = await my.make('security_group', { name: 'web' })
  expect(group).toMatchObject({ name: 'web', description: '', stateful: true, revision_number: 1 })
  const sent = { protocol: 'TCP', port_range_min: '22', port_range_max: 22 }
  const got = await add({
    ...sent,
    security_group_id: group.id,
    remote_ip_prefix: '10.1.2.3/8',
    description: 'in',
  })
  expect(got.status).toBe(201)
  const rule = got.body.security_group_rule
  expect(rule).toEqual({
    id: expect.any(String),
    project_id: my.persona.projectId,
    tenant_id: my.persona.projectId,
    security_group_id: group.id,
    ethertype: 'IPv4',
    direction: 'ingress',
    protocol: 'tcp',
    port_range_min: 22,
    port_range_max: 22,
    remote_ip_prefix: '10.1.2.3/8',
    normalized_cidr: '10.0.0.0/8',
    remote_group_id: null,
    remote_address_group_id: null,
    belongs_to_default_sg: false,
    description: 'in',
    created_at: rule.created_at,
    updated_at: rule.created_at,
    revision_number: 0,
  })
  const shown = (await my.demo('GET', `/security-groups/${group.id}`)).body.security_group
  expect(shown.revision_number).toBe(2)
  const nested = shown.security_group_rules.find(({ id }: { id: string }) => id === rule.id)
  expect(nested).toEqual({ ...rule, tags: [], standard_attr_id: expect.any(Number) })
  expect((await my.demo('DELETE', `/security-group-rules/${rule.id}`)).status).toBe(204)
  const after = (await my.demo('GET', `/security-groups/${group.id}`)).body.security_group
  expect(after.revision_number).toBe(3)
  expect(refusal(await my.demo('GET', `/security-group-rules/${rule.id}`))).toBe(
    `404 SecurityGroupRuleNotFound: Security group rule ${rule.id} does not exist`,
  )
})

describe('what is sent is made', () => {
  test.each([
    [{ ethertype: 'ipv6' }, { ethertype: 'IPv6' }],
    [{ protocol: 'any' }, { protocol: null }],
    [{ protocol: '6' }, { protocol: '6' }],
    [{ protocol: 6 }, { protocol: '6' }],
    [{ protocol: 'icmp', ethertype: 'IPv6' }, { protocol: 'ipv6-icmp' }],
    [{ protocol: '1', ethertype: 'IPv6' }, { protocol: '58' }],
    [{ protocol: 'tcp', port_range_min: 1, port_range_max: 65_535 }, { port_range_min: null }],
    [{ protocol: 'icmp', port_range_min: 0, port_range_max: 255 }, { port_range_max: 255 }],
    [{ remote_ip_prefix: '10.0.0.1' }, { remote_ip_prefix: '10.0.0.1/32' }],
    [{ remote_ip_prefix: '' }, { remote_ip_prefix: null, normalized_cidr: null }],
  ])('of %j %j', async (sent, kept) => {
    expect((await add(sent)).body.security_group_rule).toMatchObject(kept)
  })
})

const UNKNOWN_PROTOCOL =
  "not supported. Only protocol values (None, 'any', 'ah', 'dccp', 'egp', 'esp', 'gre', 'hopopt', " +
  "'icmp', 'igmp', 'ip', 'ipip', 'ipv6-encap', 'ipv6-frag', 'ipv6-icmp', 'icmpv6', 'ipv6-nonxt', " +
  "'ipv6-opts', 'ipv6-route', 'ospf', 'pgm', 'rsvp', 'sctp', 'tcp', 'udp', 'udplite', 'vrrp') and " +
  'integer representations [0 to 255] are supported.'

describe('it is refused to add', () => {
  test.each([
    [
      { ethertype: null },
      "400 SecurityGroupRuleInvalidEtherType: Security group rule for ethertype 'None' not " +
        "supported. Allowed values are ['IPv4', 'IPv6'].",
    ],
    [
      { protocol: 'x' },
      `400 SecurityGroupRuleInvalidProtocol: Security group rule protocol x ${UNKNOWN_PROTOCOL}`,
    ],
    [
      { protocol: 256 },
      `400 SecurityGroupRuleInvalidProtocol: Security group rule protocol 256 ${UNKNOWN_PROTOCOL}`,
    ],
    [
      { protocol: 'icmpv6' },
      '400 SecurityGroupEthertypeConflictWithProtocol: Invalid ethertype IPv4 for protocol icmpv6.',
    ],
    [
      { port_range_min: 25, port_range_max: 25 },
      '400 SecurityGroupProtocolRequiredWithPorts: Must also specify protocol if port range is given.',
    ],
    [
      { protocol: 'udp', port_range_min: 0, port_range_max: 5 },
      '400 SecurityGroupInvalidPortValue: Invalid value for port 0',
    ],
    [
      { protocol: 'udp', port_range_min: 70_000 },
      '400 SecurityGroupInvalidPortValue: Invalid value for port 70000',
    ],
    [
      { protocol: 'udp', port_range_min: 6, port_range_max: 5 },
      '400 SecurityGroupInvalidPortRange: ' +
        'For TCP/UDP protocols, port_range_min must be <= port_range_max',
    ],
    [
      { protocol: 'udp', port_range_min: 6 },
      '400 SecurityGroupInvalidPortRange: ' +
        'For TCP/UDP protocols, port_range_min must be <= port_range_max',
    ],
    [
      { protocol: '112', port_range_min: 6 },
      '400 SecurityGroupInvalidProtocolForPort: Ports cannot be specified for protocol 112. ' +
        'Ports are only supported for DCCP, SCTP, TCP, UDP, UDPLITE.',
    ],
    [
      { protocol: 'icmp', port_range_min: 256 },
      '400 SecurityGroupInvalidIcmpValue: ' +
        'Invalid value for ICMP type (port_range_min) 256. It must be 0 to 255.',
    ],
    [
      { protocol: 'icmp', port_range_max: 3 },
      '400 SecurityGroupMissingIcmpType: ICMP code (port-range-max) 3 is provided but ICMP type ' +
        '(port-range-min) is missing.',
    ],
    [{ remote_ip_prefix: 'x' }, '400 InvalidCIDR: Invalid CIDR x given as IP prefix.'],
    [
      { remote_ip_prefix: 'fd00::/64' },
      '400 SecurityGroupRuleParameterConflict: ' +
        'Conflicting value ethertype IPv4 for CIDR fd00::/64',
    ],
    [
      { remote_ip_prefix: '10.0.0.0/8', remote_group_id: 'x' },
      '400 SecurityGroupMultipleRemoteEntites: Only one of remote_ip_prefix or remote_group_id or ' +
        'remote_address_group_id may be provided.',
    ],
    [{ remote_group_id: 'nope' }, '404 SecurityGroupNotFound: Security group nope does not exist'],
    [
      { remote_address_group_id: 'nope' },
      '404 AddressGroupNotFound: Address group nope could not be found.',
    ],
    [
      { security_group_id: 'nope' },
      '404 SecurityGroupNotFound: Security group nope does not exist',
    ],
    [
      { direction: 'x' },
      '400 HTTPBadRequest: Invalid input for direction. Reason: x is not in valid_values.',
    ],
  ])('%j', async (rule, refused) => expect(refusal(await add(rule))).toBe(refused))
})

test('of others nobody adds, sees or deletes rules', async () => {
  const security_group_id = await groupId()
  const { id } = (await add({ security_group_id })).body.security_group_rule
  const refused = '403 PolicyNotAuthorized: rule:create_security_group_rule is disallowed by policy'
  for (const caller of [my.stranger, my.reader]) {
    expect(refusal(await add({ security_group_id, protocol: 'udp' }, caller))).toBe(refused)
  }
  const hidden = '404 HTTPNotFound: The resource could not be found.'
  expect(refusal(await my.stranger('GET', `/security-group-rules/${id}`))).toBe(hidden)
  expect(refusal(await my.stranger('DELETE', `/security-group-rules/${id}`))).toBe(hidden)
  expect(refusal(await my.reader('DELETE', `/security-group-rules/${id}`))).toBe(
    '403 PolicyNotAuthorized: rule:delete_security_group_rule is disallowed by policy',
  )
  const remote_group_id = (await my.make('security_group', {}, my.stranger)).id
  expect(refusal(await add({ remote_group_id }))).toBe(
    `404 SecurityGroupNotFound: Security group ${remote_group_id} does not exist`,
  )
})

test('what an administrator adds to a group of others, its owner sees', async () => {
  const security_group_id = await groupId()
  const { id } = (await add({ security_group_id }, my.admin)).body.security_group_rule
  const shown = await my.demo('GET', `/security-group-rules/${id}`)
  expect(shown.body.security_group_rule.project_id).toBe(my.adminPersona.projectId)
  const listed = await my.demo(
    'GET',
    `/security-group-rules?security_group_id=${security_group_id}`,
  )
  expect(listed.body.security_group_rules.map((rule: any) => rule.id)).toContain(id)
  expect((await my.stranger('GET', `/security-group-rules?id=${id}`)).body).toEqual({
    security_group_rules: [],
  })
})

test('lists are filtered by what rules say', async () => {
  const security_group_id = await groupId()
  const of = async (filter: string) => {
    const path = `/security-group-rules?security_group_id=${security_group_id}&${filter}`
    const { body } = await my.demo('GET', path)
    return body.security_group_rules.map((rule: any) => `${rule.direction} ${rule.ethertype}`)
  }
  await add({ security_group_id, remote_ip_prefix: '10.1.2.3/8', protocol: 'tcp' })
  expect(await of('ethertype=ipv6')).toEqual(['egress IPv6'])
  expect(await of('remote_ip_prefix=10.1.2.3/8')).toEqual(['ingress IPv4'])
  expect(await of('protocol=TCP')).toEqual(['ingress IPv4'])
  expect(await of('protocol=6')).toEqual([])
  // By these upstream leaves nothing out.
  expect(await of('belongs_to_default_sg=true&normalized_cidr=x')).toHaveLength(3)
})

describe('several at once', () => {
  test('are all added, and count as one change of the group', async () => {
    const security_group_id = await groupId()
    const rules = ['tcp', 'udp'].map((protocol) => {
      return { security_group_id, protocol, direction: 'egress' }
    })
    const got = await my.demo('POST', '/security-group-rules', { security_group_rules: rules })
    expect(got.body.security_group_rules.map((rule: any) => rule.protocol)).toEqual(['tcp', 'udp'])
    const group = await my.demo('GET', `/security-groups/${security_group_id}`)
    expect(group.body.security_group.revision_number).toBe(2)
  })

  test('are refused together', async () => {
    const [one, other] = [await groupId(), await groupId()]
    const post = (...rules: object[]) => {
      const sent = rules.map((rule) => ({ security_group_id: one, direction: 'ingress', ...rule }))
      return my.admin('POST', '/security-group-rules', { security_group_rules: sent })
    }
    expect(refusal(await post({ protocol: '51' }, { protocol: 'ah' }))).toBe(
      '409 DuplicateSecurityGroupRuleInPost: Duplicate Security Group Rule in POST.',
    )
    expect(refusal(await post({}, { security_group_id: other }))).toBe(
      '400 SecurityGroupNotSingleGroupRules: ' +
        'Only allowed to update rules for one security profile at a time',
    )
    expect(refusal(await post({}, { project_id: 'x', protocol: 'tcp' }))).toBe(
      '400 SecurityGroupRulesNotSingleProject: ' +
        'Multiple project_ids in bulk security group rule create not allowed',
    )
    expect(refusal(await post({ protocol: 'tcp' }, { protocol: 'x' }))).toContain('400')
    const { body } = await my.demo('GET', `/security-groups/${one}`)
    expect(body.security_group.security_group_rules).toHaveLength(2)
  })
})

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('no rule is twice in a group, however many add it at once, and quota holds', async () => {
    const quotas = { security_group: 10, security_group_rule: 9 }
    const cloud = await networkCloud({ database: await backend.url('cloud'), network: { quotas } })
    onTestFinished(() => cloud.cloud[Symbol.asyncDispose]())
    const { id } = await cloud.make('security_group')
    const post = (rule: object) => {
      const body = { security_group_rule: { security_group_id: id, direction: 'ingress', ...rule } }
      return cloud.demo('POST', '/security-group-rules', body)
    }
    const same = await Promise.all(Array.from({ length: 6 }, () => post({ protocol: 'tcp' })))
    const statuses = same.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409])
    const [{ body }] = same.filter(({ status }) => status === 201) as [(typeof same)[0]]
    const taken = body.security_group_rule.id
    const refused =
      '409 SecurityGroupRuleExists: ' + `Security group rule already exists. Rule id is ${taken}.`
    for (const got of same.filter(({ status }) => status === 409)) {
      expect(refusal(got)).toBe(refused)
    }
    const others = await Promise.all(
      ['udp', 'sctp', 'ah', 'esp'].map((protocol) => post({ protocol })),
    )
    expect(others.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 201, 409, 409,
    ])
    const over = others.find(({ status }) => status === 409)!
    expect(refusal(over)).toBe(
      "409 OverQuota: Quota exceeded for resources: ['security_group_rule'].",
    )
  })

  test('a group that goes takes the rules along that name it', async () => {
    const cloud = await networkCloud({ database: await backend.url('cloud') })
    onTestFinished(() => cloud.cloud[Symbol.asyncDispose]())
    const [kept, gone] = [await cloud.make('security_group'), await cloud.make('security_group')]
    await cloud.make('security_group_rule', {
      security_group_id: kept.id,
      remote_group_id: gone.id.toUpperCase(),
      direction: 'ingress',
    })
    expect((await cloud.demo('DELETE', `/security-groups/${gone.id}`)).status).toBe(204)
    const { body } = await cloud.demo('GET', `/security-groups/${kept.id}`)
    expect(body.security_group.security_group_rules).toHaveLength(2)
    expect(body.security_group.revision_number).toBe(3)
  })
})
