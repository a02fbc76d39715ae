/** Each kind of QoS rule, as a part of its policy and by its alias. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const LIKE_A_RULE = { max_burst_kbps: 0, direction: 'egress' }

test.each([
  ['bandwidth_limit', 'max_kbps', { ...LIKE_A_RULE }, true],
  ['dscp_marking', 'dscp_mark', {}, true],
  ['minimum_bandwidth', 'min_kbps', { direction: 'egress' }, true],
  ['minimum_packet_rate', 'min_kpps', { direction: 'egress' }, true],
  ['packet_rate_limit', 'max_kpps', { max_burst_kpps: 0, direction: 'egress' }, false],
] as const)('%s is made, listed, shown, changed and deleted', async (type, amount, rest, alias) => {
  const { id } = await my.make('policy', { name: type }, my.admin)
  const [name, path] = [`${type}_rule`, `/qos/policies/${id}/${type}_rules`]
  const made = await my.admin('POST', path, { [name]: { [amount]: 8 } })
  expect(made.status, made.text).toBe(201)
  const rule = made.body[name]
  expect(rule).toEqual({ id: rule.id, [amount]: 8, ...rest })
  expect((await my.admin('GET', path)).body).toEqual({ [`${name}s`]: [rule] })
  const own = `${path}/${rule.id}`
  expect((await my.admin('GET', own)).body).toEqual({ [name]: rule })
  const put = await my.admin('PUT', own, { [name]: { [amount]: 10 } })
  expect(put.body).toEqual({ [name]: { ...rule, [amount]: 10 } })
  let [left, missing] = [own, `404 QosRuleNotFound: QoS rule ${rule.id} for policy ${id} could`]
  if (alias) {
    const [aliasName, aliasPath] = [`alias_${name}`, `/qos/alias_${type}_rules/${rule.id}`]
    const changed = { [aliasName]: { ...rule, [amount]: 12 } }
    expect((await my.admin('PUT', aliasPath, { [aliasName]: { [amount]: 12 } })).body).toEqual(
      changed,
    )
    expect((await my.admin('GET', aliasPath)).body).toEqual(changed)
    left = aliasPath
    missing = `404 QosRuleNotFound: QoS rule ${rule.id} for policy`
  }
  expect((await my.admin('DELETE', left)).status).toBe(204)
  expect(refusal(await my.admin('GET', left))).toContain(missing)
  expect((await my.admin('GET', path)).body).toEqual({ [`${name}s`]: [] })
})

test('a rule is deleted as a part of its policy too, and policies are listed with what is left', async () => {
  const { id } = await my.make('policy', { name: 'listed' }, my.admin)
  for (const type of ['bandwidth_limit', 'minimum_bandwidth', 'minimum_packet_rate'] as const) {
    const amount = { bandwidth_limit: 'max_kbps', minimum_bandwidth: 'min_kbps' }[type as string]
    const path = `/qos/policies/${id}/${type}_rules`
    const body = { [`${type}_rule`]: { [amount ?? 'min_kpps']: 1 } }
    const made = await my.admin('POST', path, body)
    const rule = made.body[`${type}_rule`]
    expect((await my.admin('DELETE', `${path}/${rule.id}`)).status).toBe(204)
  }
  const listed = (await my.admin('GET', '/qos/policies?name=listed')).body.policies
  expect(listed).toEqual([expect.objectContaining({ id, rules: [] })])
})

test.each([
  ['bandwidth_limit', 'max_kbps', true],
  ['minimum_bandwidth', 'min_kbps', true],
  ['minimum_packet_rate', 'min_kpps', true],
  ['packet_rate_limit', 'max_kpps', false],
] as const)('a policy has one %s for each direction', async (type, amount, alias) => {
  const { id } = await my.make('policy', { name: `twice ${type}` }, my.admin)
  const [name, path] = [`${type}_rule`, `/qos/policies/${id}/${type}_rules`]
  const post = (rule: object) => my.admin('POST', path, { [name]: { [amount]: 8, ...rule } })
  const [out, back] = [await post({}), await post({ direction: 'ingress' })]
  const { id: first } = out.body[name]
  const taken =
    `409 QoSRulesConflict: Rule ${type} conflicts with rule ${first} which already exists in QoS ` +
    `Policy ${id}.`
  expect(refusal(await post({}))).toBe(taken)
  const { id: second } = back.body[name]
  const turned = { direction: 'egress' }
  expect(refusal(await my.admin('PUT', `${path}/${second}`, { [name]: turned }))).toBe(taken)
  if (!alias) return
  const byAlias = { [`alias_${name}`]: turned }
  expect(refusal(await my.admin('PUT', `/qos/alias_${type}_rules/${second}`, byAlias))).toBe(taken)
})

test('a policy has one mark', async () => {
  const { id } = await my.make('policy', { name: 'marked' }, my.admin)
  const path = `/qos/policies/${id}/dscp_marking_rules`
  const post = (mark: number) => my.admin('POST', path, { dscp_marking_rule: { dscp_mark: mark } })
  const { id: first } = (await post(8)).body.dscp_marking_rule
  expect(refusal(await post(10))).toBe(
    `409 QoSRulesConflict: Rule dscp_marking conflicts with rule ${first} which already exists in ` +
      `QoS Policy ${id}.`,
  )
})
