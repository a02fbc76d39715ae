/** What the operations of a resource act on: an item, or the collection, and what it is a part of. */
import type { RequestContext } from '../context.ts'
import { targetFor, type Lock, type Search, type Target } from '../target.ts'
import type { Tx } from '../../storage/database.ts'
import type { Creation, Values } from './bodies.ts'
import type { AttributeResource, Call, CallOf, Findables, Parent } from './resource.ts'
import { seenByPolicy } from './rules.ts'
import type { Attributes, AttributeTable, Item, Posted } from './table.ts'

type Params = Readonly<Record<string, string>>

interface Found<A extends Attributes, P> {
  readonly item: Item<A>
  readonly parent: P
}

/** What is about to be made, or listed. */
interface Around<P> {
  readonly parent: P
  /** What rules see of each that is to be made facts what was sent. */
  readonly facts: readonly Values[]
}

/** What rules see of what is about to be made, facts what was sent. */
export interface SeenAround {
  readonly facts: readonly Values[]
  /** Of the parent; undefined where it is missing. */
  readonly owner: string | undefined
}

export function pathOf<Env, A extends Attributes, P>(
  { path }: AttributeTable,
  { parent }: Pick<Findables<Env, A, P>, 'parent'>,
): string {
  return `${parent?.path ?? ''}${path}`
}

/** What rules see of a parent. */
export function ownedByParent(owner: string): Values {
  return { 'ext_parent:project_id': owner }
}

/** One of the resource as rules see it, and views, which show some attributes by rules. */
export function seenWith<Env, A extends Attributes, P>(
  { parent: parentOf, facts }: Pick<Findables<Env, A, P>, 'parent' | 'facts'>,
  item: Item<A>,
  parent: P,
): Record<string, unknown> {
  const seen = seenByPolicy(item, facts?.(item))
  return parentOf === undefined ? seen : { ...seen, ...ownedByParent(parentOf.owner(parent)) }
}

export function withParent<Env, P>(call: Call<Env>, parent: P): CallOf<Env, P> {
  return { ...call, ...(parent !== undefined && { parent }) } as CallOf<Env, P>
}

/** @param refuse what is refused before it is known whether there is one */
export function itemTarget<Env, A extends Attributes, P>(
  resource: Findables<Env, A, P>,
  refuse?: (ctx: RequestContext) => void,
): Target<Found<A, P>, Params, Env> {
  const { parent: parentOf, visible } = resource
  return targetFor<Env>()<Found<A, P>, Params>({
    async load(tx, search) {
      const { ctx, params, lock } = search
      refuse?.(ctx)
      const call = callOf(tx, search)
      const parent = (await parentIn(parentOf, call, params, lock && 'stay')) as P
      if (parentOf !== undefined && parent === undefined) throw missedIn(parentOf, params)
      const full = withParent<Env, P>(call, parent)
      const item = await resource.find(full, params['id']!, visible(ctx), lock)
      return item && { item, parent }
    },
    missing: (params) => resource.missing(params['id']!, params),
    attributes: ({ item, parent }) => seenWith(resource, item, parent),
  })
}

/**
 * The collection: what is made may refer to what is missing, of which only those may learn who could
 * make it.
 */
export function collectionTarget<Env, A extends Attributes, P>(
  resource: AttributeResource<Env, A, P>,
  whenMissing: 'at once' | 'last',
): Target<Around<P>, Params, Env> {
  const { parent: parentOf, factsOfNew } = resource
  const load = async (tx: Tx, search: Search<Params, Env>): Promise<Around<P> | undefined> => {
    const call = callOf(tx, search)
    const parent = (await parentIn(parentOf, call, search.params, search.lock)) as P
    if (parentOf !== undefined && parent === undefined) return undefined
    const items = (search.body as Creation<Posted<A>> | undefined)?.items
    const facts = items && (await factsOfNew?.(withParent<Env, P>(call, parent), items))
    return { parent, facts: facts ?? [] }
  }
  const missing = (params: Params) => missedIn(parentOf!, params)
  if (whenMissing === 'at once') return targetFor<Env>()<Around<P>, Params>({ load, missing })
  return targetFor<Env>()<Around<P>, Params>({
    load,
    missing,
    whenMissing,
    attributes: (around) => ({
      facts: around?.facts ?? [],
      owner: parentOf && around && parentOf.owner(around.parent),
    }),
  })
}

function callOf<Env>(tx: Tx, { ctx, env }: Search<Params, Env>): Call<Env> {
  return { tx, ctx, env }
}

async function parentIn<Env, P>(
  parent: Parent<Env, P> | undefined,
  call: Call<Env>,
  params: Params,
  lock: Lock | undefined,
): Promise<P | undefined> {
  return parent?.find(call, params[nameIn(parent)]!, lock)
}

function missedIn<Env, P>(parent: Parent<Env, P>, params: Params) {
  return parent.missing!(params[nameIn(parent)]!)
}

/** The parameter that names the parent in its path. */
function nameIn<Env, P>({ path }: Parent<Env, P>): string {
  return /\{([^}]+)\}$/.exec(path)![1]!
}
