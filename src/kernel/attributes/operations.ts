/** The five operations of a resource, derived from the table of its attributes. */
import { Type as T } from 'typebox'
import { readJson } from '../body-format.ts'
import { AUTHENTICATED, type Operation, type operationFor } from '../operation.ts'
import { closed } from '../view.ts'
import { NO_CHANGES, notIn, readChanges, readCreation, refuseBody } from './bodies.ts'
import type { Creation, Values } from './bodies.ts'
import { attributeFields, attributeList } from './list.ts'
import { listed } from './listing.ts'
import { hidden, HiddenFault } from './refusals.ts'
import { VERBS, type AttributeResource, type ResourceWith, type Verb } from './resource.ts'
import { requireRevision, revisionErrors } from './revisions.ts'
import { authorizeChange, authorizeCreation, seenByPolicy } from './rules.ts'
import { changesSchema, creationSchema, LINKS } from './schemas.ts'
import type { Attributes, AttributeTable, Changes, Posted } from './table.ts'
import {
  collectionTarget,
  itemTarget,
  ownedByParent,
  pathOf,
  seenWith,
  withParent,
  type SeenAround,
} from './targets.ts'
import { AttributeView } from './view.ts'

type OperationOf<Env> = ReturnType<typeof operationFor<Env>>

/** What the five are made of. */
function partsOf<Env, A extends Attributes, P>(
  operation: OperationOf<Env>,
  table: AttributeTable<A>,
  resource: AttributeResource<Env, A, P>,
) {
  const view = new AttributeView(table)
  const { bulk = true } = resource
  return {
    operation,
    table,
    resource,
    view,
    target: itemTarget(resource),
    one: closed({ [table.resource]: view.schema }),
    several: T.Array(view.schema),
    path: pathOf(table, resource),
    bulk,
    errors: (verb: Verb) => errorsOf(resource, verb),
  }
}

type Errors = NonNullable<AttributeResource<never, Attributes>['errors']>

type Parts<Env, A extends Attributes, P> = ReturnType<typeof partsOf<Env, A, P>>

/** @param operation that of the service */
export function attributeOperations<
  Env,
  A extends Attributes,
  const V extends Verb = Verb,
  P = undefined,
>(
  operation: OperationOf<Env>,
  table: AttributeTable<A>,
  resource: ResourceWith<Env, A, V, P>,
): Operation[] {
  // What no operation calls is not asked of the resource.
  const parts = partsOf(operation, table, resource as unknown as AttributeResource<Env, A, P>)
  const { operations = VERBS } = resource
  return operations.map((verb) => MAKERS[verb](parts))
}

function listOperation<Env, A extends Attributes, P>(parts: Parts<Env, A, P>) {
  const { operation, table, resource, view, several } = parts
  const { collection } = table
  return operation({
    id: `${collection}.list`,
    method: 'GET',
    path: parts.path,
    summary: `List ${collection}`,
    // Which of them are listed is decided one by one.
    policy: AUTHENTICATED,
    target: collectionTarget(resource, 'at once'),
    lock: 'none',
    query: attributeList(table, resource.paging !== 'none'),
    response: { 200: closed({ [collection]: several, [`${collection}_links`]: LINKS }) },
    errors: [400, ...(resource.parent?.missing || resource.paging === 'strict' ? [404] : [])],
    async handle({ tx, ctx, env, params, query, target: { parent } }) {
      const items = await listed(resource, { tx, ctx, env }, parent, params, query)
      const links = query.links(items.map(({ id }) => id as string))
      return {
        [collection]: view.list(items, ctx, query.fields),
        ...(links && { [`${collection}_links`]: links }),
      }
    },
  })
}

function showOperation<Env, A extends Attributes, P>(parts: Parts<Env, A, P>) {
  const { operation, table, resource, view, target, one } = parts
  const { collection } = table
  const { rules } = resource
  return operation({
    id: `${collection}.show`,
    method: 'GET',
    path: `${parts.path}/{id}`,
    summary: `Show one of the ${collection}`,
    policy: rules.show,
    target,
    authorize({ ctx }, now) {
      if (!ctx.allows(rules.show, now)) throw table.isCore ? new HiddenFault() : hidden()
    },
    query: attributeFields(table),
    response: { 200: one },
    errors: [400, 404],
    handle: ({ ctx, query, target: { item, parent } }) => ({
      [table.resource]: view.show(seenWith(resource, item, parent), ctx, query),
    }),
  })
}

function createOperation<Env, A extends Attributes, P>(parts: Parts<Env, A, P>) {
  const { operation, table, resource, view, one, several, bulk } = parts
  const { collection } = table
  const { rules } = resource
  return operation({
    id: `${collection}.create`,
    method: 'POST',
    path: parts.path,
    summary: `Create one of the ${collection}${bulk ? ', or several at once' : ''}`,
    policy: rules.create,
    target: collectionTarget(resource, 'last'),
    lock: 'stay',
    authorize({ ctx, body }, seen) {
      const { facts, owner = ctx.projectId } = seen as unknown as SeenAround
      const around = resource.parent && ownedByParent(owner)
      for (const [index, item] of (body as Creation).items.entries()) {
        const whole = { ...seenByPolicy(item), ...around, ...facts[index] }
        authorizeCreation(ctx, table, rules.create, whole)
      }
    },
    body: readJson(creationSchema(table, bulk), (sent, ctx) => {
      return readCreation(table, { bulk }, sent, ctx) as unknown as Creation<Posted<A>>
    }),
    success: 201,
    response: { 201: bulk ? T.Union([one, closed({ [collection]: several })]) : one },
    errors: [400, 403, ...(resource.parent ? [404] : []), ...parts.errors('create')],
    async handle({ tx, ctx, env, body: { items, isBulk }, target: { parent } }) {
      const made = await resource.create(withParent<Env, P>({ tx, ctx, env }, parent), items)
      const seen = made.map((item) => seenWith(resource, item, parent))
      if (isBulk) return { [collection]: view.list(seen, ctx, undefined) }
      return { [table.resource]: view.show(seen[0]!, ctx, undefined) }
    },
  })
}

function updateOperation<Env, A extends Attributes, P>(parts: Parts<Env, A, P>) {
  const { operation, table, resource, view, target, one } = parts
  const { collection } = table
  const { rules } = resource
  return operation({
    id: `${collection}.update`,
    method: 'PUT',
    path: `${parts.path}/{id}`,
    summary: `Change one of the ${collection}`,
    policy: rules.update,
    target,
    authorize({ ctx, body }, now) {
      const rule = { change: rules.update, show: rules.show }
      authorizeChange(ctx, table, rule, now!, body as Values)
    },
    body: readJson(changesSchema(table), (sent, ctx) => {
      return readChanges(table, { bulk: parts.bulk }, sent, ctx) as Changes<A>
    }),
    response: { 200: one },
    errors: [400, 403, 404, ...revisionErrors(table), ...parts.errors('update')],
    async handle({ tx, ctx, env, target: { item, parent }, body }) {
      if (body === NO_CHANGES) throw notIn(table)
      const call = withParent<Env, P>({ tx, ctx, env }, parent)
      const changed = await resource.update(call, item, body)
      requireRevision(ctx, item)
      return { [table.resource]: view.show(seenWith(resource, changed, parent), ctx, undefined) }
    },
  })
}

function deleteOperation<Env, A extends Attributes, P>(parts: Parts<Env, A, P>) {
  const { operation, table, resource } = parts
  const { collection } = table
  const { rules } = resource
  return operation({
    id: `${collection}.delete`,
    method: 'DELETE',
    path: `${parts.path}/{id}`,
    summary: `Delete one of the ${collection}`,
    policy: rules.delete,
    target: itemTarget(resource, table.isCore ? undefined : refuseBody),
    authorize({ ctx }, now) {
      const rule = { change: rules.delete, show: rules.show }
      authorizeChange(ctx, table, rule, now!, undefined)
    },
    success: 204,
    response: { 204: null },
    errors: [400, 403, 404, ...revisionErrors(table), ...parts.errors('delete')],
    async handle({ tx, ctx, env, target: { item, parent } }) {
      refuseBody(ctx)
      await resource.delete(withParent<Env, P>({ tx, ctx, env }, parent), item)
      requireRevision(ctx, item)
    },
  })
}

function errorsOf({ errors = [] }: { errors?: Errors }, verb: Verb): readonly number[] {
  return isForAll(errors) ? errors : (errors[verb] ?? [])
}

const isForAll = (errors: Errors): errors is readonly number[] => Array.isArray(errors)

const MAKERS: {
  readonly [V in Verb]: <Env, A extends Attributes, P>(parts: Parts<Env, A, P>) => Operation
} = {
  list: listOperation,
  show: showOperation,
  create: createOperation,
  update: updateOperation,
  delete: deleteOperation,
}
