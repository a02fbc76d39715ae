/**
 * Random sequences of rules that are added to a security group, alone and together, and taken away
 * again, on both databases: one is refused exactly while there is one that lets the same through.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LetThrough } from '../../src/network/security-group-rules/security-group-rules.ts'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { networkCloud, refusal, type NetworkCloud } from '../support/network-cloud.ts'
import { isSame, RULES } from './security-group-rules.ts'

const RUNS = { sqlite: 6, postgres: 3 }
/** Milliseconds, after which a shorter sequence that fails is looked for no longer. */
const PATIENCE = 30_000

interface There {
  readonly id: string
  readonly rule: LetThrough
}

/** A group beside what the model knows of it. */
class Pair {
  private readonly my: NetworkCloud
  private readonly id: string
  private readonly there: There[]
  /** The groups that rules name, by what stands for them. */
  private readonly named: ReadonlyMap<string, string>

  private constructor(
    my: NetworkCloud,
    group: { id: string; security_group_rules: (LetThrough & { id: string })[] },
    named: ReadonlyMap<string, string>,
  ) {
    this.my = my
    this.id = group.id
    this.there = group.security_group_rules.map((rule) => ({ id: rule.id, rule }))
    this.named = named
  }

  static async of(my: NetworkCloud): Promise<Pair> {
    const ids = new Map<string, string>()
    for (const name of ['a', 'b']) {
      const { id } = await my.make('security_group')
      ids.set(name, id)
    }
    return new Pair(my, await my.make('security_group'), ids)
  }

  async add(rules: readonly LetThrough[]): Promise<void> {
    const sent = rules.map((rule) => this.sent(rule))
    const body =
      sent.length === 1 ? { security_group_rule: sent[0] } : { security_group_rules: sent }
    const got = await this.my.demo('POST', '/security-group-rules', body)
    const isTwice = rules.some((rule, at) => rules.slice(0, at).some((one) => isSame(one, rule)))
    if (isTwice) {
      return expect(refusal(got)).toBe(
        '409 DuplicateSecurityGroupRuleInPost: Duplicate Security Group Rule in POST.',
      )
    }
    const same = this.there.filter((one) => rules.some((rule) => isSame(one.rule, rule)))
    if (same.length > 0) {
      const [, id] = /^409 SecurityGroupRuleExists: .* Rule id is (.*)\.$/.exec(refusal(got)) ?? []
      return expect(same.map((one) => one.id)).toContain(id)
    }
    expect([got.status, got.text]).toEqual([201, got.text])
    const made = got.body.security_group_rules ?? [got.body.security_group_rule]
    this.there.push(...rules.map((rule, at) => ({ id: made[at].id, rule })))
  }

  async remove(at: number): Promise<void> {
    const one = this.there[at % this.there.length]
    if (one === undefined) return
    const got = await this.my.demo('DELETE', `/security-group-rules/${one.id}`)
    expect(got.status).toBe(204)
    this.there.splice(this.there.indexOf(one), 1)
  }

  async check(): Promise<void> {
    const { security_group: group } = (await this.my.demo('GET', `/security-groups/${this.id}`))
      .body
    const shown = group.security_group_rules.map(({ id }: There) => id).toSorted()
    expect(shown).toEqual(this.there.map(({ id }) => id).toSorted())
  }

  /** Groups of addresses are left to the test of the rules alone: a rule names one group. */
  private sent({ remote_address_group_id: _, remote_group_id: group, ...rule }: LetThrough) {
    return { ...rule, remote_group_id: group && this.named.get(group), security_group_id: this.id }
  }
}

const plain = RULES.map((rule) => ({ ...rule, remote_address_group_id: null }))
/** Few that differ little, so that many are the same. */
const near = fc.record<LetThrough>({
  ...{ direction: fc.constant('ingress'), ethertype: fc.constant('IPv4') },
  protocol: fc.constantFrom('tcp', '6'),
  port_range_min: fc.constant(22),
  port_range_max: fc.constantFrom(22, 23),
  remote_ip_prefix: fc.constantFrom(null, '0.0.0.0/0', '10.0.0.0/8'),
  ...{ remote_group_id: fc.constant(null), remote_address_group_id: fc.constant(null) },
})
const step = fc.oneof(
  { weight: 2, arbitrary: plain.map((rule) => [rule]) },
  { weight: 3, arbitrary: near.map((rule) => [rule]) },
  { weight: 1, arbitrary: fc.tuple(plain, plain) },
  { weight: 1, arbitrary: fc.tuple(near, near) },
  { weight: 1, arbitrary: fc.nat({ max: 59 }) },
)
const steps = fc.array(step, { minLength: 8, maxLength: 20 })

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('a rule is refused exactly while there is one that lets the same through', async () => {
    const my = await networkCloud({
      ...{ database: await backend.url('cloud'), network: { quotas: {} } },
    })
    await using _ = my.cloud
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const pair = await Pair.of(my)
        for (const one of sequence) {
          if (typeof one === 'number') await pair.remove(one)
          else await pair.add(one)
        }
        await pair.check()
      }),
      { numRuns: RUNS[backend.dialect], interruptAfterTimeLimit: PATIENCE },
    )
  }, 120_000)
})
