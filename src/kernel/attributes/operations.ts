/** The five operations of a resource, derived from the table of its attributes. */
import { Type as T } from 'typebox'
import { readJson } from '../body-format.ts'
import { among } from '../lists/request.ts'
import { AUTHENTICATED, type Operation, type operationFor } from '../operation.ts'
import { targetFor } from '../target.ts'
import { closed } from '../view.ts'
import {
  NO_CHANGES,
  notIn,
  readChanges,
  readCreation,
  refuseBody,
  type Creation,
  type Values,
} from './bodies.ts'
import { attributeFields, attributeList } from './list.ts'
import { VERBS, type AttributeResource, type ResourceWith, type Verb } from './resource.ts'
import { demandedRevision, requireRevision } from './revisions.ts'
import { authorizeChange, authorizeCreation, hidden } from './rules.ts'
import { changesSchema, creationSchema, LINKS } from './schemas.ts'
import {
  OLD_OWNER,
  OWNER,
  type Attributes,
  type AttributeTable,
  type Changes,
  type Item,
  type Posted,
} from './table.ts'
import { AttributeView } from './view.ts'

type OperationOf<Env> = ReturnType<typeof operationFor<Env>>

/** What the five are made of. */
function partsOf<Env, A extends Attributes>(
  operation: OperationOf<Env>,
  table: AttributeTable<A>,
  resource: AttributeResource<Env, A>,
) {
  const { missing, visible } = resource
  const view = new AttributeView(table)
  const target = targetFor<Env>()<Item<A>, { readonly id: string }>({
    load(tx, { ctx, env, params, lock }) {
      // What cannot be read is refused before it is known whether there is one.
      demandedRevision(ctx)
      return resource.find({ tx, ctx, env }, params.id, visible(ctx), lock)
    },
    missing: ({ id }) => missing(id),
    attributes: (item) => seenByPolicy(item, resource.facts?.(item)),
  })
  return {
    operation,
    table,
    resource,
    view,
    target,
    one: closed({ [table.resource]: view.schema }),
    several: T.Array(view.schema),
    item: `${table.path}/{id}` as const,
  }
}

type Parts<Env, A extends Attributes> = ReturnType<typeof partsOf<Env, A>>

/** @param operation that of the service */
export function attributeOperations<Env, A extends Attributes, const V extends Verb = Verb>(
  operation: OperationOf<Env>,
  table: AttributeTable<A>,
  resource: ResourceWith<Env, A, V>,
): Operation[] {
  // What no operation calls is not asked of the resource.
  const parts = partsOf(operation, table, resource as unknown as AttributeResource<Env, A>)
  const { operations = VERBS } = resource
  return operations.map((verb) => MAKERS[verb](parts))
}

function listOperation<Env, A extends Attributes>(parts: Parts<Env, A>) {
  const { operation, table, resource, view, several } = parts
  const { collection } = table
  return operation({
    id: `${collection}.list`,
    method: 'GET',
    path: table.path,
    summary: `List ${collection}`,
    // Which of them are listed is decided one by one.
    policy: AUTHENTICATED,
    query: attributeList(table, resource.missing),
    response: { 200: closed({ [collection]: several, [`${collection}_links`]: LINKS }) },
    errors: [400, 404],
    async handle({ tx, ctx, env, query }) {
      const found = await resource.list({ tx, ctx, env }, among(query, resource.visible(ctx)))
      if (query.isReversed) found.reverse()
      const { show } = resource.rules
      const items = found.filter((item) => {
        return ctx.allows(show, seenByPolicy(item, resource.facts?.(item)))
      })
      const links = query.links(items.map((item) => (item as Values)['id'] as string))
      return {
        [collection]: view.list(items, ctx, query.fields),
        ...(links && { [`${collection}_links`]: links }),
      }
    },
  })
}

function showOperation<Env, A extends Attributes>(parts: Parts<Env, A>) {
  const { operation, table, view, target, one } = parts
  const { collection } = table
  const { rules } = parts.resource
  return operation({
    id: `${collection}.show`,
    method: 'GET',
    path: parts.item,
    summary: `Show one of the ${collection}`,
    policy: rules.show,
    target,
    authorize({ ctx }, now) {
      if (!ctx.allows(rules.show, now)) throw hidden()
    },
    query: attributeFields(table),
    response: { 200: one },
    errors: [400, 404],
    handle: ({ ctx, query, target: now }) => ({ [table.resource]: view.show(now, ctx, query) }),
  })
}

function createOperation<Env, A extends Attributes>(parts: Parts<Env, A>) {
  const { operation, table, resource, view, one, several } = parts
  const { collection } = table
  const { rules, bulk = true, errors = [] } = resource
  return operation({
    id: `${collection}.create`,
    method: 'POST',
    path: table.path,
    summary: `Create one of the ${collection}${bulk ? ', or several at once' : ''}`,
    policy: rules.create,
    authorize({ ctx, body }) {
      // What depends on others that are there is judged once they are found.
      if (resource.factsOfNew !== undefined) return
      for (const item of (body as Creation).items) {
        authorizeCreation(ctx, table, rules.create, seenByPolicy(item))
      }
    },
    body: readJson(creationSchema(table, bulk), (sent, ctx) => {
      return readCreation(table, { bulk }, sent, ctx) as unknown as Creation<Posted<A>>
    }),
    success: 201,
    response: { 201: bulk ? T.Union([one, closed({ [collection]: several })]) : one },
    errors: [400, 403, ...errors],
    async handle({ tx, ctx, env, body: { items, isBulk } }) {
      const call = { tx, ctx, env }
      const facts = await resource.factsOfNew?.(call, items)
      facts?.forEach((fact, at) => {
        authorizeCreation(ctx, table, rules.create, seenByPolicy(items[at]!, fact))
      })
      const created = await resource.create(call, items)
      if (isBulk) return { [collection]: view.list(created, ctx, undefined) }
      return { [table.resource]: view.show(created[0]!, ctx, undefined) }
    },
  })
}

function updateOperation<Env, A extends Attributes>(parts: Parts<Env, A>) {
  const { operation, table, resource, view, target, one } = parts
  const { collection } = table
  const { rules, errors = [] } = resource
  return operation({
    id: `${collection}.update`,
    method: 'PUT',
    path: parts.item,
    summary: `Change one of the ${collection}`,
    policy: rules.update,
    target,
    authorize({ ctx, body }, now) {
      const rule = { change: rules.update, show: rules.show }
      authorizeChange(ctx, table, rule, now!, body as Values)
    },
    body: readJson(changesSchema(table), (sent, ctx) => {
      return readChanges(table, sent, ctx) as Changes<A>
    }),
    response: { 200: one },
    errors: [400, 403, 404, 412, ...errors],
    async handle({ tx, ctx, env, target: now, body }) {
      if (body === NO_CHANGES) throw notIn(table)
      requireRevision(ctx, now)
      return {
        [table.resource]: view.show(
          await resource.update({ tx, ctx, env }, now, body),
          ctx,
          undefined,
        ),
      }
    },
  })
}

function deleteOperation<Env, A extends Attributes>(parts: Parts<Env, A>) {
  const { operation, table, resource, target } = parts
  const { collection } = table
  const { rules, errors = [] } = resource
  return operation({
    id: `${collection}.delete`,
    method: 'DELETE',
    path: parts.item,
    summary: `Delete one of the ${collection}`,
    policy: rules.delete,
    target,
    authorize({ ctx }, now) {
      const rule = { change: rules.delete, show: rules.show }
      authorizeChange(ctx, table, rule, now!, {})
    },
    success: 204,
    response: { 204: null },
    errors: [400, 403, 404, 412, ...errors],
    async handle({ tx, ctx, env, target: now }) {
      refuseBody(ctx)
      requireRevision(ctx, now)
      await resource.delete({ tx, ctx, env }, now)
    },
  })
}

/** Rules may name the owner either way. */
function seenByPolicy(item: object, facts?: object): Record<string, unknown> {
  const seen: Record<string, unknown> = { ...item, ...facts }
  if (seen[OWNER] !== undefined) seen[OLD_OWNER] = seen[OWNER]
  return seen
}

const MAKERS: {
  readonly [V in Verb]: <Env, A extends Attributes>(parts: Parts<Env, A>) => Operation
} = {
  list: listOperation,
  show: showOperation,
  create: createOperation,
  update: updateOperation,
  delete: deleteOperation,
}
