/** Metering labels and their rules, in the words of a real Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  networkApi,
  networkCloud,
  refusal,
  type NetworkApi,
  type NetworkCloud,
} from '../../../test/support/network-cloud.ts'

const NOWHERE = '00000000-0000-0000-0000-000000000000'
const LABELS = '/metering/metering-labels'
const RULES = '/metering/metering-label-rules'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  let manager: NetworkApi
  beforeAll(async () => {
    my = await networkCloud({ database: await backend.url('cloud', afterAll) })
    manager = networkApi(my.cloud, await my.cloud.user('boss', 'manager', 'demo'))
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  const label = async (attributes: object = {}, as = manager): Promise<any> => {
    const got = await as('POST', LABELS, { metering_label: attributes })
    expect(got.status, got.text).toBe(201)
    return got.body.metering_label
  }
  const rule = (metering_label_id: string, attributes: object, as = manager) => {
    const all = { metering_label_id, direction: 'ingress', ...attributes }
    return as('POST', RULES, { metering_label_rule: all })
  }
  const made = async (labelId: string, attributes: object, as = manager): Promise<any> => {
    const got = await rule(labelId, attributes, as)
    expect(got.status, got.text).toBe(201)
    return got.body.metering_label_rule
  }

  test('managers make labels, readers see them, others find none', async () => {
    const { projectId } = my.persona
    const one = await label({ name: 'a', description: 'd', shared: 'true' })
    expect(one).toEqual({
      ...{ id: one.id, name: 'a', description: 'd', shared: true },
      ...{ project_id: projectId, tenant_id: projectId },
    })
    expect((await my.reader('GET', `${LABELS}/${one.id}`)).body).toEqual({ metering_label: one })
    expect(refusal(await my.demo('POST', LABELS, { metering_label: {} }))).toBe(
      '403 PolicyNotAuthorized: rule:create_metering_label is disallowed by policy',
    )
    expect(refusal(await my.demo('DELETE', `${LABELS}/${one.id}`))).toBe(
      '403 PolicyNotAuthorized: rule:delete_metering_label is disallowed by policy',
    )
    expect((await my.stranger('GET', LABELS)).body).toEqual({ metering_labels: [] })
    const missed = `404 MeteringLabelNotFound: Metering label '${one.id}' does not exist.`
    expect(refusal(await my.stranger('GET', `${LABELS}/${one.id}`))).toBe(missed)
    expect((await manager('DELETE', `${LABELS}/${one.id}`)).status).toBe(204)
    expect(refusal(await manager('DELETE', `${LABELS}/${one.id}`))).toBe(missed)
  })

  test('several are made at once, found and sorted; none is changed', async () => {
    const sent = { metering_labels: [{ name: 'y' }, { name: 'x', shared: true }] }
    expect((await manager('POST', LABELS, sent)).body.metering_labels).toHaveLength(2)
    const listed = async (query: string) => {
      const { body } = await manager('GET', `${LABELS}?fields=name&${query}`)
      return body.metering_labels.map(({ name }: { name: string }) => name)
    }
    expect(await listed('sort_key=name&sort_dir=desc&name=x&name=y')).toEqual(['y', 'x'])
    expect(await listed('shared=true')).toEqual(['x'])
    const page = await manager('GET', `${LABELS}?limit=1&marker=${NOWHERE}`)
    expect(page.body.metering_labels).toEqual([])
    const { id } = await label()
    expect((await manager('PUT', `${LABELS}/${id}`, { metering_label: {} })).status).toBe(405)
  })

  test('a rule has one prefix or two, as they were sent, and goes with its label', async () => {
    const { id } = await label()
    const remote = await made(id, { remote_ip_prefix: '10.9.0.5/24' })
    expect(remote).toEqual({
      ...{ id: remote.id, metering_label_id: id, direction: 'ingress', excluded: false },
      ...{ remote_ip_prefix: '10.9.0.5/24', source_ip_prefix: null, destination_ip_prefix: null },
    })
    const both = await made(id, {
      source_ip_prefix: '10.0.9.1',
      destination_ip_prefix: 'fd00::/64',
    })
    expect(both).toMatchObject({
      ...{ source_ip_prefix: '10.0.9.1/32', destination_ip_prefix: 'fd00::/64' },
    })
    expect((await my.reader('GET', `${RULES}/${both.id}`)).body.metering_label_rule).toEqual(both)
    const found = await my.reader('GET', `${RULES}?source_ip_prefix=10.0.9.1/32`)
    expect(found.body.metering_label_rules).toEqual([both])
    expect((await manager('DELETE', `${LABELS}/${id}`)).status).toBe(204)
    expect(refusal(await manager('GET', `${RULES}/${both.id}`))).toBe(
      `404 MeteringLabelRuleNotFound: Metering label rule '${both.id}' does not exist.`,
    )
  })

  test('remote prefixes of one direction have no address in common, even at once', async () => {
    const { id } = await label()
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => rule(id, { remote_ip_prefix: '10.0.0.0/24' })),
    )
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(refusal(await rule(id, { remote_ip_prefix: '10.0.0.128/25' }))).toBe(
      "409 MeteringLabelRuleOverlaps: Metering label rule with remote_ip_prefix '10.0.0.128/25' " +
        'overlaps another.',
    )
    await made(id, { remote_ip_prefix: '10.0.0.0/24', direction: 'egress' })
    await made(id, { remote_ip_prefix: '10.0.0.0/24', excluded: true })
    await made(id, { source_ip_prefix: '10.0.0.0/24' })
    const own = await label()
    await made(own.id, { remote_ip_prefix: '10.0.0.0/24' })
  })

  const NONE =
    "400 Invalid: You must define at least one of the following parameters 'remote_ip_prefix', or " +
    "'source_ip_prefix' or 'destination_ip_prefix'."

  test.each([
    [{}, NONE],
    [{ remote_ip_prefix: '' }, NONE],
    [
      { remote_ip_prefix: '1.2.3.0/24', source_ip_prefix: '1.2.3.0/24' },
      "400 Invalid: Cannot use 'remote-ip-prefix' in conjunction with 'source-ip-prefix' or " +
        "'destination-ip-prefix'.",
    ],
    [
      { source_ip_prefix: 'bad' },
      "400 Invalid: source_ip_prefix: bad is invalid ['bad' does not appear to be an IPv4 or IPv6 " +
        'interface].',
    ],
    [
      { direction: 'both', remote_ip_prefix: '1.2.3.0/24' },
      '400 HTTPBadRequest: Invalid input for direction. Reason: both is not in valid_values.',
    ],
    [
      { metering_label_id: NOWHERE, remote_ip_prefix: '1.2.3.0/24' },
      `404 MeteringLabelNotFound: Metering label '${NOWHERE}' does not exist.`,
    ],
    [
      { metering_label_id: 'x', remote_ip_prefix: '1.2.3.0/24' },
      "400 HTTPBadRequest: Invalid input for metering_label_id. Reason: 'x' is not a valid UUID.",
    ],
  ])('refuses %j', async (attributes, said) => {
    const { id } = await label()
    expect(refusal(await rule(id, attributes))).toBe(said)
  })

  test('a label of another project gets no rules, even where it is shared', async () => {
    const { id } = await label({ shared: true }, my.admin)
    expect(refusal(await rule(id, { remote_ip_prefix: '1.2.3.0/24' }))).toBe(
      `404 MeteringLabelNotFound: Metering label '${id}' does not exist.`,
    )
    const { id: ruleId } = await made(id, { remote_ip_prefix: '1.2.3.0/24' }, my.admin)
    expect(refusal(await manager('DELETE', `${RULES}/${ruleId}`))).toMatch(
      /^404 MeteringLabelRuleNotFound/,
    )
    expect((await my.admin('DELETE', `${RULES}/${ruleId}`)).status).toBe(204)
  })
})
