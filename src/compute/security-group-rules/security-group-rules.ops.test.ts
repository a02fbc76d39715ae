/** Rules of security groups by way of Compute, which knows what comes in alone. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()
const NONE = '00000000-0000-4000-8000-000000000000'
const ROOT = '/os-security-group-rules'

let demo: Nova
let stranger: Nova
let parent: string
let source: string

beforeAll(async () => {
  demo = new Nova(my.cloud, my.persona)
  stranger = new Nova(my.cloud, my.strangerPersona)
  source = await group('source')
})

async function group(name: string): Promise<string> {
  const body = { security_group: { name, description: '' } }
  return (await demo.send('POST', '/os-security-groups', body)).body.security_group.id
}

const add = (rule: object, nova = demo) =>
  nova.send('POST', ROOT, { security_group_rule: { parent_group_id: parent, ...rule } })

const tcp = (from: unknown, to: unknown, more = {}) => ({
  ...{ ip_protocol: 'tcp', from_port: from, to_port: to },
  ...more,
})

describe('a rule', () => {
  beforeAll(async () => {
    parent = await group('parent')
  })

  test('lets addresses in', async () => {
    const got = await add(tcp(22, 22, { cidr: '10.0.0.0/8' }))
    expect(got.status, got.text).toBe(200)
    const { security_group_rule: rule } = got.body
    expect(Object.entries(rule)).toEqual(
      Object.entries({
        id: rule.id,
        parent_group_id: parent,
        ip_protocol: 'tcp',
        from_port: 22,
        to_port: 22,
        group: {},
        ip_range: { cidr: '10.0.0.0/8' },
      }),
    )
    const shown = (await my.demo('GET', `/security-group-rules/${rule.id}`)).body
    expect(shown.security_group_rule).toMatchObject({
      ...{ direction: 'ingress', ethertype: 'IPv4', remote_ip_prefix: '10.0.0.0/8' },
      ...{ port_range_min: 22, port_range_max: 22 },
    })
    const { rules } = (await demo.get(`/os-security-groups/${parent}`)).body.security_group
    expect(rules).toEqual([rule])
    const gone = await demo.send('DELETE', `${ROOT}/${rule.id}`)
    expect([gone.status, gone.text]).toEqual([202, ''])
    expect((await demo.send('DELETE', `${ROOT}/${rule.id}`)).status).toBe(404)
  })

  test.each([
    [tcp(1, 2), { ip_range: { cidr: '0.0.0.0/0' } }],
    [tcp('3', ' +4 '), { from_port: 3, to_port: 4 }],
    [tcp(true, 1.5), { from_port: 1, to_port: 1 }],
    [tcp(5, 6, { ip_protocol: 'TCP' }), { ip_protocol: 'tcp' }],
    [tcp(7, 8, { cidr: '10.0.0.0%2F8' }), { ip_range: { cidr: '10.0.0.0/8' } }],
    [tcp(9, 10, { cidr: '1.1.1.1/255.255.0.0' }), { ip_range: { cidr: '1.1.1.1/16' } }],
    [tcp(11, 12, { cidr: 'fd00::/8' }), { ip_range: { cidr: 'fd00::/8' } }],
    [tcp(13, 14, { cidr: {} }), { ip_range: { cidr: '0.0.0.0/0' } }],
    [tcp(15, 16, { group_id: null }), { group: {} }],
    [tcp(8, 0, { ip_protocol: 'icmp' }), { from_port: 8, to_port: 0 }],
    [tcp(-1, -1, { ip_protocol: 'icmp' }), { from_port: -1, to_port: -1 }],
    [tcp(5, -1, { ip_protocol: 'icmp' }), { from_port: 5, to_port: null }],
  ])('may be %j', async (rule, shown) => {
    const got = await add(rule)
    expect(got.status, got.text).toBe(200)
    expect(got.body.security_group_rule).toMatchObject(shown)
  })

  test('lets members of a group in, by all ports unless told', async () => {
    const whose = { name: 'source', tenant_id: my.persona.projectId }
    const named = { group_id: source }
    const shown = { group: whose, ip_range: {} }
    for (const [rule, ports] of [
      [named, { ip_protocol: null, from_port: null, to_port: null }],
      [
        { ...named, ip_protocol: 'udp' },
        { from_port: 1, to_port: 65_535 },
      ],
      [
        { ...named, ip_protocol: 'icmp' },
        { from_port: -1, to_port: -1 },
      ],
      [tcp(81, 82, { ...named, cidr: '1.0.0.0/8' }), { from_port: 81, to_port: 82 }],
    ]) {
      const got = await add(rule!)
      expect(got.status, got.text).toBe(200)
      expect(got.body.security_group_rule).toMatchObject({ ...shown, ...ports })
    }
    const { rules } = (await demo.get(`/os-security-groups/${parent}`)).body.security_group
    expect(rules.filter((rule: any) => rule.group.name === 'source')).toHaveLength(4)
  })

  test('is added once', async () => {
    await add(tcp(70, 71))
    const words = `This rule already exists in group ${parent}`
    expectFault(await add(tcp(70, 71, { cidr: '0.0.0.0/0' })), 400, words)
    // What Compute does not see, Network does.
    const again = await add(tcp(70, 71, { ip_protocol: 'TCP' }))
    expect(again.status).toBe(403)
    expect(again.body.forbidden.message).toMatch(
      /^Security group rule already exists\. Rule id is [\da-f-]{36}\.\nNeutron server returns/,
    )
  })
})

test('a rule needs the groups that it names', async () => {
  parent = NONE
  const said = `Security group ${NONE} does not exist\nNeutron server returns request_ids: `
  const got = await add(tcp(1, 2))
  expect([got.status, got.body.itemNotFound.message.startsWith(said)]).toEqual([404, true])
  parent = await group('lonely')
  const ofNone = await add({ group_id: NONE })
  expect([ofNone.status, ofNone.body.itemNotFound.message.startsWith(said)]).toEqual([404, true])
  expect((await add(tcp(1, 2), stranger)).status).toBe(404)
  const { id } = (await add(tcp(1, 2))).body.security_group_rule
  const foreign = await stranger.send('DELETE', `${ROOT}/${id}`)
  expect(foreign.status).toBe(404)
  expect(foreign.body.itemNotFound.message).toMatch(/^The resource could not be found\.\nNeutron/)
})

describe('a rule is refused', () => {
  beforeAll(async () => {
    parent = await group('strict')
  })

  test.each<[object, string]>([
    [{}, 'Not enough parameters to build a valid rule.'],
    [{ ip_protocol: 'tcp' }, 'Not enough parameters to build a valid rule.'],
    [{ x: 1, cidr: '10.0.0.0/8' }, 'Not enough parameters to build a valid rule.'],
    [tcp('a', 1), 'Invalid input received: To and From ports must be integers'],
    [tcp([1], 1), 'Invalid input received: To and From ports must be integers'],
    [
      tcp('a', 1, { ip_protocol: 'icmp' }),
      'Invalid input received: Type and Code must be integers for ICMP protocol type',
    ],
    [tcp(1, 2, { ip_protocol: 'sctp' }), 'Invalid IP protocol sctp.'],
    [tcp(1, 2, { ip_protocol: 6 }), 'Invalid IP protocol 6.'],
    [tcp(1, 2, { ip_protocol: ['tcp'] }), "Invalid IP protocol ['tcp']."],
    [tcp(3, 2), 'Invalid port range 3:2. Former value cannot be greater than the later'],
    [tcp(0, 2), 'Invalid port range 0:2. Valid TCP ports should be between 1-65535'],
    [
      tcp(1, 65_536, { ip_protocol: 'udp' }),
      'Invalid port range 1:65536. Valid UDP ports should be between 1-65535',
    ],
    [
      tcp(256, -1, { ip_protocol: 'icmp' }),
      'Invalid port range 256:-1. For ICMP, the type:code must be valid',
    ],
    [tcp(1, 2, { cidr: 'nope' }), 'nope is not a valid IP network.'],
    [tcp(1, 2, { cidr: '10.0.0.1' }), '10.0.0.1 is not a valid IP network.'],
    [tcp(1, 2, { cidr: 5 }), '5 is not a valid IP network.'],
    [tcp(1, 2, { cidr: [1] }), '[1] is not a valid IP network.'],
    [tcp(1, 2, { cidr: '10.0.0.0/00' }), 'Bad prefix for network in cidr 10.0.0.0/00'],
    [
      { group_id: 'x' },
      "Invalid input for field/attribute group_id. Value: x. 'x' is not a 'uuid'",
    ],
  ])('%j', async (rule, reason) => {
    expectFault(await add(rule), 400, reason)
  })

  test('in the words of Network where that refuses', async () => {
    const got = await add(tcp(-1, 5, { ip_protocol: 'icmp' }))
    expect(got.status).toBe(400)
    expect(got.body.badRequest.message).toMatch(
      /^ICMP code \(port-range-max\) 5 is provided but ICMP type \(port-range-min\) is missing\.\n/,
    )
  })
})
