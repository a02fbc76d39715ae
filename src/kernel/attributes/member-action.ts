/**
 * Actions on an item that are no changes of its attributes, such as `add_router_interface`. Source:
 * openstack/neutron neutron/api/v2/base.py (Controller.__getattr__).
 */
import type { TObject, TSchema } from 'typebox'
import { readJson } from '../body-format.ts'
import type { Operation, operationFor } from '../operation.ts'
import type { PolicyRule } from '../policy.ts'
import { NO_PARAMETERS } from '../query.ts'
import type { Values } from './bodies.ts'
import type { CallOf, Findables } from './resource.ts'
import { hidden } from './refusals.ts'
import { requireRevision, revisionErrors } from './revisions.ts'
import { isUnusual, refusalOf, type Deed, type Guards } from './rules.ts'
import type { Attributes, AttributeTable, Item } from './table.ts'
import { itemTarget, pathOf, withParent } from './targets.ts'
import { isDict } from './types/structures.ts'

export interface MemberAction<Env, A extends Attributes, P> {
  /** What follows the path of the item. */
  readonly name: string
  readonly method: 'PUT' | 'GET'
  readonly summary: string
  readonly rule: PolicyRule
  /** By attribute, where rules are declared; others are judged by the fallback of the table. */
  readonly guards?: Readonly<Record<string, Guards>>
  /** What clients may send, for documents alone: the action itself looks at it. */
  readonly body?: TObject
  readonly response: TSchema
  /** Beside 400, 403, 404, and 412 of what has revisions. */
  readonly errors: readonly number[]
  /** @param body JSON of any kind; undefined where none came */
  handle(call: CallOf<Env, P>, now: Item<A>, body: unknown): Promise<unknown>
}

/**
 * The item is found, or missed; who may not see it does not learn of it; who may not do it is
 * refused, by what the item is where the body does not say what it shall be; then the action.
 */
export function memberAction<Env, A extends Attributes, P>(
  operation: ReturnType<typeof operationFor<Env>>,
  table: AttributeTable<A>,
  resource: Findables<Env, A, P> & { readonly rules: { readonly show: PolicyRule } },
  action: MemberAction<Env, A, P>,
): Operation {
  const { name, rule, guards = {}, response, errors } = action
  const reads = action.method === 'GET'
  return operation({
    id: `${table.collection}.${name}`,
    method: action.method,
    path: `${pathOf(table, resource)}/{id}/${name}`,
    summary: action.summary,
    policy: rule,
    target: itemTarget(resource),
    authorize({ ctx, body }, now) {
      if (!ctx.allows(resource.rules.show, now)) throw hidden()
      const refused = refusalOf(ctx, table, {
        rule,
        ...changedBy(table, now!, body),
        guards: (attribute) => guards[attribute] ?? {},
      })
      if (refused !== undefined) throw refused
    },
    ...(reads && { query: NO_PARAMETERS }),
    ...(action.body && { body: readJson(action.body, (sent) => sent) }),
    response: { 200: response },
    errors: [400, 403, 404, ...(reads ? [] : revisionErrors(table)), ...errors],
    async handle({ tx, ctx, env, target: { item, parent }, body }) {
      const done = await action.handle(withParent<Env, P>({ tx, ctx, env }, parent), item, body)
      if (!reads) requireRevision(ctx, item)
      return done
    },
  })
}

/** What the body says under the name of the resource counts; else all that the item is. */
function changedBy(
  { resource }: AttributeTable,
  now: Values,
  body: unknown,
): Pick<Deed, 'item' | 'counts'> {
  const changes = isDict(body) && isDict(body[resource]) ? body[resource] : {}
  const item = { ...now, ...changes }
  if (Object.keys(changes).length > 0) {
    return { item, counts: (name) => Object.hasOwn(changes, name) }
  }
  return { item, counts: (name, attribute) => isUnusual(name, attribute, item) }
}
