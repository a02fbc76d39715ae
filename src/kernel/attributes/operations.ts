/** The five operations of a resource, derived from the table of its attributes. */
import { Type as T, type TObject } from 'typebox'
import type { Tx } from '../../storage/database.ts'
import { readJson } from '../body-format.ts'
import type { RequestContext } from '../context.ts'
import type { Fault } from '../faults.ts'
import type { Condition } from '../lists/conditions.ts'
import { among, type ListRequest } from '../lists/request.ts'
import { AUTHENTICATED, type Operation, type operationFor } from '../operation.ts'
import type { PolicyRule } from '../policy.ts'
import { targetFor, type Lock } from '../target.ts'
import { closed } from '../view.ts'
import { readChanges, readCreation, type Creation, type Values } from './bodies.ts'
import { attributeFields, attributeList } from './list.ts'
import { demandedRevision, requireRevision } from './revisions.ts'
import { authorizeChange, authorizeCreation, hidden } from './rules.ts'
import {
  OLD_OWNER,
  OWNER,
  sentSchema,
  type Attributes,
  type AttributeTable,
  type Changes,
  type Item,
  type Posted,
} from './table.ts'
import { AttributeView } from './view.ts'

/** What the functions of a resource are called with. */
export interface Call<Env> {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly env: Env
}

/** What a resource adds to its table: who may do what, and the rules and SQL of its own. */
export interface AttributeResource<Env, A extends Attributes> {
  readonly rules: Readonly<Record<'create' | 'show' | 'update' | 'delete', PolicyRule>>
  /** Several may be created by one request, all or none; true unless told. */
  readonly bulk?: boolean
  /** Statuses of refusals by the functions below, beside 400, 403 and 404. */
  readonly errors?: readonly number[]
  /** Which of them the caller can see: lists, targets and markers know no others. */
  visible(ctx: RequestContext): readonly Condition[]
  /** The refusal where there is none with this id that the caller can see. */
  missing(id: string): Fault
  /** @param lock what must not happen to it before the transaction ends */
  find(
    tx: Tx,
    id: string,
    visible: readonly Condition[],
    lock: Lock | undefined,
  ): Promise<Item<A> | undefined>
  list(tx: Tx, request: ListRequest): Promise<Item<A>[]>
  /** In one transaction, whose end undoes all of them where one is refused. */
  create(call: Call<Env>, items: readonly Posted<A>[]): Promise<Item<A>[]>
  update(call: Call<Env>, now: Item<A>, changes: Changes<A>): Promise<Item<A>>
  delete(call: Call<Env>, now: Item<A>): Promise<void>
}

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
    load(tx, { ctx, params, lock }) {
      // What cannot be read is refused before it is known whether there is one.
      demandedRevision(ctx)
      return resource.find(tx, params.id, visible(ctx), lock)
    },
    missing: ({ id }) => missing(id),
    attributes: seenByPolicy,
  })
  return {
    operation,
    table,
    resource,
    view,
    target,
    one: closed({ [table.resource]: view.schema }),
    several: T.Array(view.schema),
    item: `/${table.collection}/{id}` as const,
  }
}

type Parts<Env, A extends Attributes> = ReturnType<typeof partsOf<Env, A>>

/** @param operation that of the service */
export function attributeOperations<Env, A extends Attributes>(
  operation: OperationOf<Env>,
  table: AttributeTable<A>,
  resource: AttributeResource<Env, A>,
): Operation[] {
  const parts = partsOf(operation, table, resource)
  return [
    listOperation(parts),
    showOperation(parts),
    createOperation(parts),
    updateOperation(parts),
    deleteOperation(parts),
  ]
}

function listOperation<Env, A extends Attributes>(parts: Parts<Env, A>) {
  const { operation, table, resource, view, several } = parts
  const { collection } = table
  return operation({
    id: `${collection}.list`,
    method: 'GET',
    path: `/${collection}`,
    summary: `List ${collection}`,
    // Which of them are listed is decided one by one.
    policy: AUTHENTICATED,
    query: attributeList(table, resource.missing),
    response: { 200: closed({ [collection]: several, [`${collection}_links`]: LINKS }) },
    errors: [400, 404],
    async handle({ tx, ctx, query }) {
      const items = await resource.list(tx, among(query, resource.visible(ctx)))
      if (query.isReversed) items.reverse()
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
    path: `/${collection}`,
    summary: `Create one of the ${collection}${bulk ? ', or several at once' : ''}`,
    policy: rules.create,
    authorize({ ctx, body }) {
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
      const created = await resource.create({ tx, ctx, env }, items)
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
      requireRevision(ctx, now)
      await resource.delete({ tx, ctx, env }, now)
    },
  })
}

/** Rules may name the owner either way. */
function seenByPolicy(item: object): Record<string, unknown> {
  const seen: Record<string, unknown> = { ...item }
  if (seen[OWNER] !== undefined) seen[OLD_OWNER] = seen[OWNER]
  return seen
}

const LINKS = T.Optional(
  T.Array(closed({ rel: T.Union([T.Literal('next'), T.Literal('previous')]), href: T.String() })),
)

function creationSchema({ attributes, resource, collection }: AttributeTable, bulk: boolean) {
  const item = closed(
    Object.fromEntries(
      [...attributes].flatMap(([name, attribute]) => {
        const { posting } = attribute
        if (posting === undefined) return []
        const schema = sentSchema(attribute)
        // The owner is usually the caller's project.
        const isNeeded = posting === 'required' && name !== OWNER && name !== OLD_OWNER
        return [[name, isNeeded ? schema : T.Optional(schema)]]
      }),
    ),
  )
  const one = T.Object({ [resource]: item })
  return bulk ? T.Union([one, T.Object({ [collection]: T.Array(item) })]) : one
}

function changesSchema({ attributes, resource }: AttributeTable): TObject {
  const changeable = [...attributes].filter(([, { put }]) => put)
  const properties = changeable.map(([name, it]) => [name, T.Optional(sentSchema(it))] as const)
  return T.Object({ [resource]: closed(Object.fromEntries(properties)) })
}
