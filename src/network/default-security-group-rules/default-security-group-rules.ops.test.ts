/** Templates of the rules that new groups get. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()
const path = '/default-security-group-rules'

const post = (rule: object, as = my.admin) => {
  const used = { used_in_default_sg: false, used_in_non_default_sg: true }
  const body = { default_security_group_rule: { direction: 'ingress', ...used, ...rule } }
  return as('POST', path, body)
}

async function templates(): Promise<any[]> {
  return (await my.reader('GET', path)).body.default_security_group_rules
}

async function rulesOfNewGroup(): Promise<any[]> {
  return (await my.make('security_group')).security_group_rules
}

test('there are four from the start', async () => {
  const all = (await templates()).map((rule) => {
    const used = `${rule.used_in_default_sg} ${rule.used_in_non_default_sg}`
    return `${rule.direction} ${rule.ethertype} ${rule.remote_group_id} ${used} ${rule.description}`
  })
  const [ingress, egress] = ['ingress', 'egress'].map((direction) => {
    return `Legacy default SG rule for ${direction} traffic`
  })
  expect(all.toSorted()).toEqual([
    `egress IPv4 null true true ${egress}`,
    `egress IPv6 null true true ${egress}`,
    `ingress IPv4 PARENT true false ${ingress}`,
    `ingress IPv6 PARENT true false ${ingress}`,
  ])
  expect(Object.keys((await templates())[0])).not.toContain('project_id')
})

test('groups that are made later have what templates say, and no group loses it', async () => {
  const made = await post({ remote_group_id: 'PARENT', protocol: 'tcp', description: 'new' })
  expect(made.body.default_security_group_rule).toMatchObject({
    remote_group_id: 'PARENT',
    protocol: 'tcp',
    description: 'new',
    used_in_default_sg: false,
    used_in_non_default_sg: true,
  })
  const { id } = made.body.default_security_group_rule
  const rules = await rulesOfNewGroup()
  const added = rules.find(({ protocol }) => protocol === 'tcp')!
  expect(added).toMatchObject({ remote_group_id: added.security_group_id, description: null })
  expect((await my.admin('DELETE', `${path}/${id}`)).status).toBe(204)
  expect(await rulesOfNewGroup()).toHaveLength(2)
  expect((await my.demo('GET', `/security-group-rules/${added.id}`)).status).toBe(200)
  expect(refusal(await my.demo('GET', `${path}/${id}`))).toBe(
    `404 DefaultSecurityGroupRuleNotFound: Default Security Group rule ${id} does not exist`,
  )
})

test('a template that names a group which is gone is passed over', async () => {
  const group = await my.make('security_group', {}, my.admin)
  const made = await post({ remote_group_id: group.id, protocol: 'udp' })
  expect(await rulesOfNewGroup()).toHaveLength(3)
  expect((await my.admin('DELETE', `/security-groups/${group.id}`)).status).toBe(204)
  expect(await rulesOfNewGroup()).toHaveLength(2)
  const { id } = made.body.default_security_group_rule
  expect((await my.admin('DELETE', `${path}/${id}`)).status).toBe(204)
})

test('what cannot be is refused', async () => {
  const there = (await templates()).find((rule) => {
    return rule.direction === 'egress' && rule.ethertype === 'IPv4'
  })
  const cases: readonly (readonly [rule: object, refused: string])[] = [
    [
      { direction: 'egress' },
      '409 DefaultSecurityGroupRuleExists: ' +
        `Default Security group rule already exists. Rule id is ${there.id}.`,
    ],
    [
      { used_in_default_sg: 'x' },
      "400 InvalidInput: Invalid input for operation: 'x' cannot be converted to boolean.",
    ],
    [
      { port_range_min: 3, port_range_max: 3 },
      '400 SecurityGroupProtocolRequiredWithPorts: Must also specify protocol if port range is given.',
    ],
    [{ remote_group_id: 'nope' }, '404 SecurityGroupNotFound: Security group nope does not exist'],
    [
      { remote_address_group_id: 'nope' },
      '404 AddressGroupNotFound: Address group nope could not be found.',
    ],
  ]
  for (const [rule, refused] of cases) expect(refusal(await post(rule))).toBe(refused)
  const several = { default_security_group_rules: [{ direction: 'ingress' }] }
  expect(refusal(await my.admin('POST', path, several))).toBe(
    '400 HTTPBadRequest: Bulk operation not supported',
  )
  expect(refusal(await post({}, my.demo))).toBe(
    '403 PolicyNotAuthorized: rule:create_default_security_group_rule is disallowed by policy',
  )
})

test('each of them is shown as the list has it', async () => {
  const { default_security_group_rules: rules } = (await my.demo('GET', path)).body
  expect(rules.length).toBeGreaterThanOrEqual(4)
  for (const rule of rules) {
    expect((await my.demo('GET', `${path}/${rule.id}`)).body).toEqual({
      default_security_group_rule: rule,
    })
  }
})
