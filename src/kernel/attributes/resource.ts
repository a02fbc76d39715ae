/** What a resource adds to the table of its attributes. */
import type { Tx } from '../../storage/database.ts'
import type { RequestContext } from '../context.ts'
import type { Fault } from '../faults.ts'
import type { Condition } from '../lists/conditions.ts'
import type { ListRequest } from '../lists/request.ts'
import type { PolicyRule } from '../policy.ts'
import type { Lock } from '../target.ts'
import type { Values } from './bodies.ts'
import type { Attributes, Changes, Item, Posted } from './table.ts'

/** What the functions of a resource are called with. */
export interface Call<Env> {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly env: Env
}

/** The same, and the parent, where the resource is a part of another. */
export type CallOf<Env, P> = [P] extends [undefined]
  ? Call<Env>
  : Call<Env> & { readonly parent: P }

/** The five operations, by their names. */
export const VERBS = ['list', 'show', 'create', 'update', 'delete'] as const
export type Verb = (typeof VERBS)[number]

/**
 * Another resource that this one is a part of, such as the policy of a QoS rule. It is found first;
 * where it is missing, so is all that it has.
 */
export interface Parent<Env, P> {
  /** With its id in it, `/qos/policies/{policy_id}`. */
  readonly path: string
  /** @param lock what must not happen to it before the transaction ends */
  find(call: Call<Env>, id: string, lock: Lock | undefined): Promise<P | undefined>
  /** The refusal where there is none with this id that the caller can see; undefined: `find` finds always. */
  missing?(id: string): Fault
  /** The project that owns it, for rules: `ext_parent:project_id`. */
  owner(parent: P): string
}

/**
 * What a list does with a marker that names nothing it shows. `lenient`: it passes it over, as nearly
 * all of Neutron's do. `strict`: it refuses it (networks, ports, routers). `emulated`: the page is
 * empty (plug-ins that leave pages to what stands before them, such as that of flavors). `none`: it has
 * no pages (RBAC policies).
 */
export type Paging = 'lenient' | 'strict' | 'emulated' | 'none'

interface Described<Env, A extends Attributes, V extends Verb, P> {
  readonly parent?: Parent<Env, P>
  /** Those of the five that there are; all unless told. */
  readonly operations?: readonly V[]
  /** Several may be created by one request, all or none; true unless told. */
  readonly bulk?: boolean
  /** How its lists take a marker that names nothing, or whether they have pages; lenient unless told. */
  readonly paging?: Paging
  /**
   * Statuses of refusals by the functions of the resource, beside 400, 403 and 404: of all that change
   * it, or of each that can be refused so.
   */
  readonly errors?: readonly number[] | Readonly<Partial<Record<Verb, readonly number[]>>>
  /** Which of them the caller can see: lists, targets and markers know no others. */
  visible(ctx: RequestContext): readonly Condition[]
  /**
   * The refusal where there is none with this id that the caller can see.
   * @param params of the path, where its parent is named
   */
  missing(id: string, params: Readonly<Record<string, string>>): Fault
  /** What rules see of one beside its attributes: `network:project_id`. */
  facts?(item: Item<A>): Values
  /**
   * What rules see of those that are to be created beside what was sent, one after the other. What
   * is missing may be taken for the caller's own here, and refused when it is created: then only
   * those learn of it who may create at all.
   */
  factsOfNew?(call: CallOf<Env, P>, items: readonly Posted<A>[]): Promise<readonly Values[]>
}

interface Findable<Env, A extends Attributes, P> {
  /** @param lock what must not happen to it before the transaction ends */
  find(
    call: CallOf<Env, P>,
    id: string,
    visible: readonly Condition[],
    lock: Lock | undefined,
  ): Promise<Item<A> | undefined>
}

interface Functions<Env, A extends Attributes, P> {
  list(call: CallOf<Env, P>, request: ListRequest): Promise<Item<A>[]>
  /** In one transaction, whose end undoes all of them where one is refused. */
  create(call: CallOf<Env, P>, items: readonly Posted<A>[]): Promise<Item<A>[]>
  update(call: CallOf<Env, P>, now: Item<A>, changes: Changes<A>): Promise<Item<A>>
  delete(call: CallOf<Env, P>, now: Item<A>): Promise<void>
}

/** What a resource adds to its table: who may do what, and the rules and SQL of its own. */
export type ResourceWith<Env, A extends Attributes, V extends Verb, P = undefined> = Described<
  Env,
  A,
  V,
  P
> &
  ([Extract<NoInfer<V>, 'show' | 'update' | 'delete'>] extends [never]
    ? unknown
    : Findable<Env, A, P>) &
  Pick<Functions<Env, A, P>, Exclude<NoInfer<V>, 'show'>> & {
    /** Lists leave out what `show` does not let the caller see. */
    readonly rules: Readonly<Record<'show' | Exclude<NoInfer<V>, 'list'>, PolicyRule>>
  }

export type AttributeResource<Env, A extends Attributes, P = undefined> = ResourceWith<
  Env,
  A,
  Verb,
  P
>

/** By what items are found and missed. */
export type Findables<Env, A extends Attributes, P = undefined> = Pick<
  AttributeResource<Env, A, P>,
  'parent' | 'visible' | 'missing' | 'find' | 'facts'
>
