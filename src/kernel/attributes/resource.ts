/** What a resource adds to the table of its attributes. */
import type { Tx } from '../../storage/database.ts'
import type { RequestContext } from '../context.ts'
import type { Fault } from '../faults.ts'
import type { Condition } from '../lists/conditions.ts'
import type { ListRequest } from '../lists/request.ts'
import type { PolicyRule } from '../policy.ts'
import type { Lock } from '../target.ts'
import type { Attributes, Changes, Item, Posted } from './table.ts'

/** What the functions of a resource are called with. */
export interface Call<Env> {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly env: Env
}

export const VERBS = ['list', 'show', 'create', 'update', 'delete'] as const
export type Verb = (typeof VERBS)[number]

interface Described<Env, A extends Attributes, V extends Verb> {
  /** Those of the five that there are; all unless told. */
  readonly operations?: readonly V[]
  /** Several may be created by one request, all or none; true unless told. */
  readonly bulk?: boolean
  /** Statuses of refusals by the functions of the resource, beside 400, 403 and 404. */
  readonly errors?: readonly number[]
  /** Which of them the caller can see: lists, targets and markers know no others. */
  visible(ctx: RequestContext): readonly Condition[]
  /** What rules see of one beside its attributes: `network:project_id`. */
  facts?(item: Item<A>): Readonly<Record<string, unknown>>
  /** What rules see of those that are to be created beside what was sent, one after the other. */
  factsOfNew?(
    call: Call<Env>,
    items: readonly Posted<A>[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** The refusal where there is none with this id that the caller can see. */
  missing(id: string): Fault
  /** @param lock what must not happen to it before the transaction ends */
  find(
    call: Call<Env>,
    id: string,
    visible: readonly Condition[],
    lock: Lock | undefined,
  ): Promise<Item<A> | undefined>
}

interface Functions<Env, A extends Attributes> {
  list(call: Call<Env>, request: ListRequest): Promise<Item<A>[]>
  /** In one transaction, whose end undoes all of them where one is refused. */
  create(call: Call<Env>, items: readonly Posted<A>[]): Promise<Item<A>[]>
  update(call: Call<Env>, now: Item<A>, changes: Changes<A>): Promise<Item<A>>
  delete(call: Call<Env>, now: Item<A>): Promise<void>
}

/** What a resource adds to its table: who may do what, and the rules and SQL of its own. */
export type ResourceWith<Env, A extends Attributes, V extends Verb> = Described<Env, A, V> &
  Pick<Functions<Env, A>, Exclude<NoInfer<V>, 'show'>> & {
    readonly rules: Readonly<Record<'show' | Exclude<NoInfer<V>, 'list'>, PolicyRule>>
  }

export type AttributeResource<Env, A extends Attributes> = ResourceWith<Env, A, Verb>
