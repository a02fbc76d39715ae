/**
 * Who may create and change what, by rules for each attribute beside that of the operation.
 * Source: openstack/neutron neutron/policy.py (_build_match_rule), and
 * neutron/pecan_wsgi/hooks/policy_enforcement.py.
 */
import type { RequestContext } from '../context.ts'
import { notFound, PolicyRefusal, STOCK_MESSAGE } from '../faults.ts'
import type { PolicyRule } from '../policy.ts'
import { same } from '../wording/assertions.ts'
import type { Values } from './bodies.ts'
import type { AttributeTable } from './table.ts'

/** May the caller create this? @throws PolicyRefusal */
export function authorizeCreation(
  ctx: RequestContext,
  table: AttributeTable,
  rule: PolicyRule,
  item: Values,
): void {
  const rules = [...table.attributes].flatMap(([name, { rules, posting }]) => {
    if (rules.post === undefined || !Object.hasOwn(item, name)) return []
    const isUsual = typeof posting === 'object' && same(posting.default, item[name])
    return isUsual ? [] : [rules.post]
  })
  const refused = refusalOf(ctx, [rule, ...rules], item)
  if (refused !== undefined) throw refused
}

/**
 * May the caller change this, which is so now, or delete it? Whoever may not even see it is not told.
 * @throws PolicyRefusal; Fault 404
 */
export function authorizeChange(
  ctx: RequestContext,
  table: AttributeTable,
  rule: { readonly change: PolicyRule; readonly show: PolicyRule },
  now: Values,
  changes: Values,
): void {
  const rules = [...table.attributes].flatMap(([name, { rules }]) =>
    rules.put !== undefined && Object.hasOwn(changes, name) ? [rules.put] : [],
  )
  const after = { ...now, ...changes }
  const refused = refusalOf(ctx, [rule.change, ...rules], after)
  if (refused === undefined) return
  throw ctx.allows(rule.show, after) ? refused : hidden()
}

/** The answer to those who may not see it. */
export function hidden(): Error {
  return notFound(STOCK_MESSAGE[404], { type: 'HTTPNotFound' })
}

function refusalOf(
  ctx: RequestContext,
  rules: readonly PolicyRule[],
  item: Values,
): PolicyRefusal | undefined {
  if (rules.every((rule) => ctx.allows(rule, { ...item }))) return undefined
  const [first, ...others] = rules.map(({ name }) => `rule:${name}`)
  const shown = others.reduce((left, right) => `(${left} and ${right})`, first!)
  return new PolicyRefusal(rules[0]!.name, `${shown} is disallowed by policy`)
}
