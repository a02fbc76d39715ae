/**
 * Who may create and change what, by rules for each attribute beside that of the operation.
 * Source: openstack/neutron neutron/policy.py (_build_match_rule), and
 * neutron/pecan_wsgi/hooks/policy_enforcement.py.
 */
import type { RequestContext } from '../context.ts'
import { PolicyRefusal } from '../faults.ts'
import type { PolicyRule } from '../policy.ts'
import { same } from '../wording/assertions.ts'
import type { AnyAttribute, MemberRules } from './attribute.ts'
import type { Values } from './bodies.ts'
import { hidden } from './refusals.ts'
import { OLD_OWNER, OWNER, type AttributeTable } from './table.ts'
import { isDict } from './types/structures.ts'

/** The rules of an attribute, and of its members, for what is done. */
export interface Guards {
  readonly rule?: PolicyRule | undefined
  readonly members?: MemberRules | undefined
}

/** What is done to an item, and what of it is judged beside the operation's own rule. */
export interface Deed {
  readonly rule: PolicyRule
  /** As it will be. */
  readonly item: Values
  guards(name: string, attribute: AnyAttribute): Guards
  counts(name: string, attribute: AnyAttribute): boolean
}

/** May the caller create this? @throws PolicyRefusal */
export function authorizeCreation(
  ctx: RequestContext,
  table: AttributeTable,
  rule: PolicyRule,
  item: Values,
): void {
  const refused = refusalOf(ctx, table, {
    rule,
    item,
    guards: (_, { rules }) => ({ rule: rules.post, members: rules.members?.post }),
    counts: (name, attribute) => isUnusual(name, attribute, item),
  })
  if (refused !== undefined) throw refused
}

/**
 * May the caller change this, which is so now, or delete it (`changes` undefined)? Whoever may not
 * even see it is not told.
 * @throws PolicyRefusal; Fault 404
 */
export function authorizeChange(
  ctx: RequestContext,
  table: AttributeTable,
  rule: { readonly change: PolicyRule; readonly show: PolicyRule },
  now: Values,
  changes: Values | undefined,
): void {
  const item = { ...now, ...changes }
  const refused = refusalOf(ctx, table, {
    rule: rule.change,
    item,
    guards: (_, { rules }) => ({ rule: rules.put, members: rules.members?.put }),
    counts: changeCounts(item, changes),
  })
  if (refused === undefined) return
  const seen = changes === undefined ? item : { ...item, ...unseen(table), ...changes }
  throw ctx.allows(rule.show, seen) ? refused : hidden()
}

/** What is not known of an item when it is to be changed. */
function unseen({ attributes }: AttributeTable): Values {
  const names = [...attributes].filter(([, { unseenByChanges }]) => unseenByChanges)
  return Object.fromEntries(names.map(([name]) => [name, undefined]))
}

/** What is changed; where nothing is, what is not as usual, as if it were created. */
function changeCounts(item: Values, changes: Values | undefined): Deed['counts'] {
  if (changes === undefined) return () => false
  if (Object.keys(changes).length > 0) return (name) => Object.hasOwn(changes, name)
  return (name, attribute) => attribute.judgedUnchanged && isUnusual(name, attribute, item)
}

/** It is there, and not what it is where clients do not say it. */
export function isUnusual(name: string, { posting }: AnyAttribute, item: Values): boolean {
  if (item[name] === undefined) return false
  return typeof posting !== 'object' || !same(posting.default, item[name])
}

/** Rules may name the owner either way. */
export function seenByPolicy(item: object, facts?: object): Record<string, unknown> {
  const seen: Record<string, unknown> = { ...item, ...facts }
  if (seen[OWNER] !== undefined) seen[OLD_OWNER] = seen[OWNER]
  return seen
}

/** A rule, or several of which each must be fulfilled, as oslo.policy shows them. */
interface Check {
  readonly text: string
  readonly isAllowed: boolean
}

/** Undefined where all of it is allowed. */
export function refusalOf(
  ctx: RequestContext,
  table: AttributeTable,
  { rule, item, guards, counts }: Deed,
): PolicyRefusal | undefined {
  const target = { ...item }
  const judge = (name: string, by: PolicyRule | undefined): Check => {
    const isAllowed = by !== undefined && ctx.allows(by, target)
    return { text: `rule:${name}`, isAllowed }
  }
  const checks = [...table.attributes].flatMap(([name, attribute]): Check[] => {
    if (name === OLD_OWNER || !attribute.judged || !counts(name, attribute)) return []
    const { rule: own, members } = guards(name, attribute)
    const path = `${rule.name}:${name}`
    const member = (key: string): Check =>
      judge(`${path}:${key}`, ownIn(members, key) ?? table.fallback)
    return [withMembers(judge(path, own ?? table.fallback), attribute, item[name], member)]
  })
  const whole = checks.reduce((left, right) => both([left, right]), judge(rule.name, rule))
  if (whole.isAllowed) return undefined
  return new PolicyRefusal(rule.name, `${whole.text} is disallowed by policy`)
}

/** Of a dictionary the members that its type names, of a list those of each dictionary in it. */
function withMembers(
  check: Check,
  { type }: AnyAttribute,
  value: unknown,
  member: (key: string) => Check,
): Check {
  const isIterable = typeof value === 'string' || (typeof value === 'object' && value !== null)
  // What has no data has no members, and is judged by none of their rules: `()`.
  const given = type?.members?.filter((key) => isDict(value) && Object.hasOwn(value, key))
  const whole = given && isIterable ? both([check, both(given.map(member))]) : check
  if (!Array.isArray(value)) return whole
  const keys = value.filter(isDict).flatMap((one) => Object.keys(one))
  return keys.length === 0 ? whole : both([whole, both(keys.map(member))])
}

function both(checks: readonly Check[]): Check {
  return {
    text: `(${checks.map(({ text }) => text).join(' and ')})`,
    isAllowed: checks.every(({ isAllowed }) => isAllowed),
  }
}

function ownIn(rules: MemberRules | undefined, key: string): PolicyRule | undefined {
  return rules !== undefined && Object.hasOwn(rules, key) ? rules[key] : undefined
}
