/**
 * The five calls on a resource as Keystone has them for most of what it keeps: a list in pages, one
 * that is made, shown, changed and deleted, its row rendered the same way each time
 * (keystone/server/flask/common.py, ResourceBase).
 */
import type { TSchema } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import type { Asked, Check, Input, Operation } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { NO_PARAMETERS, type Query } from '../../kernel/query.ts'
import type { ShapeType } from '../../kernel/shape.ts'
import type { Target } from '../../kernel/target.ts'
import { closed } from '../../kernel/view.ts'
import { collection, collectionOf, pagedCollection } from '../collections.ts'
import { matching, type KeystoneRequest } from '../lists.ts'
import { operation, type IdentityEnv } from '../operation.ts'

/** What the functions of a resource get, which answer with rows and not with bodies. */
type Call<Params = unknown, Body = undefined, T = undefined> = Pick<
  Input<IdentityEnv, Params, undefined, Body, T, 'write'>,
  'tx' | 'ctx' | 'env' | 'params' | 'body' | 'target'
>

interface Part {
  readonly summary: string
  readonly policy: PolicyRule
  /** The statuses of its refusals, where they are not the usual ones. */
  readonly errors?: readonly number[]
}

interface Judged {
  /** What the policy sees, where it sees something. */
  judgedOn?(asked: Asked): Record<string, unknown>
}

interface Sending<Body extends TSchema> {
  readonly checks?: readonly Check[]
  readonly body: Body
}

interface OfOne<Row, Params> {
  /** Where it is not found as the others find it. */
  readonly target?: Target<Row, Params, IdentityEnv>
}

interface ListPart<Row> extends Part, Judged, Pick<Sending<TSchema>, 'checks'> {
  /** Left out where the list has neither filters nor pages. */
  readonly query?: Query<KeystoneRequest>
  /** The database cannot filter them: what is rendered is held against the query. */
  readonly filtersRendered?: true
  handle(call: Pick<Call, 'tx' | 'ctx' | 'env'>, query: KeystoneRequest): Promise<readonly Row[]>
}

interface CreatePart<Row, Params, Body extends TSchema> extends Part, Judged, Sending<Body> {
  /** PUT: its id is in the path; POST, the default: it is added to the list. */
  readonly method?: 'PUT'
  readonly errors: readonly number[]
  /** @returns what was made */
  handle(call: Call<Params, ShapeType<Body>>): Promise<Row>
}

interface ShowPart<Row> extends Part {
  /** @throws 403 where more must be allowed for this one */
  authorizeRow?(ctx: RequestContext, row: Row): void
}

interface UpdatePart<Row, Params, Body extends TSchema>
  extends Part, OfOne<Row, Params>, Sending<Body> {
  /** As in a declaration: what is refused before a target that is missed. */
  refuse?(call: Omit<Call<Params, ShapeType<Body>>, 'target'>): Promise<void> | void
  /** @returns what it is now */
  handle(call: Call<Params, ShapeType<Body>, Row>): Promise<Row>
}

interface DeletePart<Row, Params> extends Part, OfOne<Row, Params> {
  handle(call: Call<Params, undefined, Row>): Promise<void>
}

export interface ResourceFamily<Row, Params, New extends TSchema, Changes extends TSchema> {
  /** What it is called in bodies: `region`. */
  readonly one: string
  /** What several are called in bodies and in the ids of the operations: `regions`. */
  readonly all: string
  /** `/regions`. */
  readonly path: string
  /** The parameter of the path that names one: `region_id`. */
  readonly parameter: keyof Params & string
  readonly target: Target<Row, Params, IdentityEnv>
  readonly schema: TSchema
  render(row: Row, ctx: RequestContext): { readonly id: string }
  /** Left out, like what is made, where the resource declares it by itself. */
  readonly list?: ListPart<Row>
  readonly create?: CreatePart<Row, Params, New>
  readonly show: ShowPart<Row>
  readonly update: UpdatePart<Row, Params, Changes>
  readonly delete: DeletePart<Row, Params>
}

export function resourceOperations<Row, Params, New extends TSchema, Changes extends TSchema>(
  family: ResourceFamily<Row, Params, New, Changes>,
): Operation[] {
  const erased = family as unknown as Family
  return [
    ...(erased.list ? [list(erased, erased.list)] : []),
    ...(erased.create ? [create(erased, erased.create)] : []),
    show(erased),
    update(erased),
    remove(erased),
  ]
}

/** With the types forgotten that `resourceOperations` has checked. */
type Family = ResourceFamily<unknown, Params, TSchema, TSchema>
type Params = Readonly<Record<string, string>>

function list({ all, path, schema, render }: Family, part: ListPart<unknown>): Operation {
  return operation({
    id: `${all}.list`,
    method: 'GET',
    path,
    summary: part.summary,
    policy: part.policy,
    ...judged(part),
    ...checked(part),
    query: (part.query ?? NO_PARAMETERS) as Query<KeystoneRequest>,
    response: { 200: collectionOf(all, schema) },
    errors: part.errors ?? [403],
    async handle({ tx, ctx, env, query }) {
      const rows = await part.handle({ tx, ctx, env }, query)
      const items = rows.map((row) => render(row, ctx))
      if (part.query === undefined) return collection(ctx, all, items)
      const shown = part.filtersRendered ? matching(items, query) : items
      return pagedCollection(ctx, all, shown, query)
    },
  })
}

function create(family: Family, part: CreatePart<unknown, Params, TSchema>): Operation {
  const { all, path } = family
  const isNamed = part.method === 'PUT'
  return operation({
    id: `${all}.create`,
    method: isNamed ? 'PUT' : 'POST',
    path: isNamed ? pathOfOne(family) : path,
    summary: part.summary,
    policy: part.policy,
    ...judged(part),
    ...checked(part),
    body: part.body,
    success: 201,
    response: { 201: shapeOfOne(family) },
    errors: part.errors,
    handle: async (call) => bodyOfOne(family, await part.handle(call), call.ctx),
  })
}

function show(family: Family): Operation {
  const { all, target, show: part } = family
  return operation({
    id: `${all}.show`,
    method: 'GET',
    path: pathOfOne(family),
    summary: part.summary,
    policy: part.policy,
    target,
    response: { 200: shapeOfOne(family) },
    errors: part.errors ?? [403, 404],
    handle({ ctx, target: row }) {
      part.authorizeRow?.(ctx, row)
      return bodyOfOne(family, row, ctx)
    },
  })
}

function update(family: Family): Operation {
  const { all, update: part } = family
  return operation({
    id: `${all}.update`,
    method: 'PATCH',
    path: pathOfOne(family),
    summary: part.summary,
    policy: part.policy,
    target: part.target ?? family.target,
    ...checked(part),
    body: part.body,
    response: { 200: shapeOfOne(family) },
    errors: part.errors ?? [400, 403, 404],
    ...(part.refuse && { refuse: part.refuse }),
    handle: async (call) => bodyOfOne(family, await part.handle(call), call.ctx),
  })
}

function remove(family: Family): Operation {
  const { all, delete: part } = family
  return operation({
    id: `${all}.delete`,
    method: 'DELETE',
    path: pathOfOne(family),
    summary: part.summary,
    policy: part.policy,
    target: part.target ?? family.target,
    success: 204,
    response: { 204: null },
    errors: part.errors ?? [403, 404],
    handle: (call) => part.handle(call),
  })
}

function pathOfOne({ path, parameter }: Family): string {
  return `${path}/{${parameter}}`
}

function shapeOfOne({ one, schema }: Family) {
  return closed({ [one]: schema })
}

function bodyOfOne({ one, render }: Family, row: unknown, ctx: RequestContext) {
  return { [one]: render(row, ctx) }
}

function judged({ judgedOn }: Judged) {
  return judgedOn && { judgedOn }
}

function checked({ checks }: Pick<Sending<TSchema>, 'checks'>) {
  return checks && { checks }
}
