/**
 * What an operation acts on: how it is found, locked, judged and missed (docs/adr/0023). A handler
 * gets it only after all of that, from the pipeline or by `reload`.
 */
import type { Tx } from '../storage/database.ts'
import type { RequestContext } from './context.ts'
import type { Fault } from './faults.ts'

/**
 * What must not happen to the target before the unit of work ends. `change`: others change or delete
 * it. `stay`: others delete it, because something is made that refers to it.
 */
export type Lock = 'change' | 'stay'

/** What a target is found by. */
export interface Search<Params, Env> {
  readonly ctx: RequestContext
  readonly params: Params
  readonly env: Env
  /** Texts of the parameters of the query string, which nothing has checked yet. */
  readonly query: Readonly<Record<string, string>>
  /** Checked where the order of checks has the body before the target. */
  readonly body: unknown
  /** Undefined where nothing is written. SQLite has one writer at a time, so it needs no lock. */
  readonly lock: Lock | undefined
}

type Attributes = Record<string, unknown>

interface AtOnce<Seen, Params> {
  /** The 404 comes before whatever is checked after the target (default). */
  readonly whenMissing?: 'at once'
  /**
   * What the policy sees of it, e.g. `{ project_id, user_id }`. Where it is left out, a rule is
   * judged on the project and the user of the token.
   */
  attributes?(seen: Seen, params: Params): Attributes
}

interface Last<Seen, Params> {
  /** The 404 comes after all checks: only those learn of it whom the policy lets ask. */
  readonly whenMissing: 'last'
  /** As above; it sees what is there. */
  attributes?(seen: Seen, params: Params): Attributes
}

interface Findable<T, Params, Env> {
  /**
   * Finds it, and locks it as `lock` says. Undefined where there is none, or none that the asker may
   * know of. It throws where an id has no such form, or where something else is refused first.
   */
  load(tx: Tx, search: Search<Params, Env>): Promise<T | undefined>
}

interface Missable<Params> {
  /** The 404, in the words of the service. @param body names the target where the path does not */
  missing(params: Params, body: unknown): Fault
}

export type TargetSpec<T, Params, Env> = Findable<T, Params, Env> &
  Missable<Params> &
  (AtOnce<NoInfer<T>, Params> | Last<NoInfer<T> | undefined, Params>)

/** What need not be there, or only where `missing` has a 404 for it. */
interface Optional<Params> {
  missing?(params: Params, body: unknown): Fault | undefined
}

/** One of several things that a path names. */
type Part<T, Params, Env> = Findable<T, Params, Env> &
  (undefined extends T ? Optional<Params> : Missable<Params>)

export interface PartsSpec<T, Params, Env> {
  /** They are looked for in this order; the first that is missing is the one that is missed. */
  readonly parts: { readonly [Name in keyof T]-?: Part<T[Name], Params, Env> }
}

export type TargetsSpec<T, Params, Env> = PartsSpec<T, Params, Env> &
  (AtOnce<NoInfer<T>, Params> | Last<Partial<NoInfer<T>>, Params>)

/** A target as the pipeline uses it. What `load` returned is good for the other two alone. */
export interface Target<T, Params = Readonly<Record<string, string>>, Env = unknown> {
  /** How it is locked by operations that write and do not say it. */
  readonly lock: Lock
  /** @throws the 404 of what is missed at once */
  load(tx: Tx, search: Search<Params, Env>): Promise<Loaded<T>>
  /** Undefined: the policy is judged on the project and the user of the token. */
  attributes(loaded: Loaded<T>, params: Params): Attributes | undefined
  /** @throws the 404 of what is missed last */
  existing(loaded: Loaded<T>, params: Params, body: unknown): T
}

/** What was found, which may be nothing or not all. */
declare const LOADED: unique symbol
export interface Loaded<T> {
  readonly [LOADED]: T
}

/** The `target()` of one service: a thing that its paths name. */
export function targetFor<Env>() {
  return function target<T, Params>(spec: TargetSpec<T, Params, Env>): Target<T, Params, Env> {
    return made<T, Params, Env>('change', spec, {
      load: (tx, search) => spec.load(tx, search),
      absence: (seen, params, body) =>
        seen === undefined ? spec.missing(params, body) : undefined,
    })
  }
}

/** The `targets()` of one service: several things that a path names, which are one target. */
export function targetsFor<Env>() {
  return function targets<T extends object, Params>(
    spec: TargetsSpec<T, Params, Env>,
  ): Target<T, Params, Env> {
    const parts = Object.entries<Part<unknown, Params, Env>>(spec.parts)
    return made<T, Params, Env>('stay', spec, {
      async load(tx, search) {
        const found: Record<string, unknown> = {}
        for (const [name, part] of parts) found[name] = await part.load(tx, search)
        return found as T
      },
      absence(seen, params, body) {
        for (const [name, part] of parts) {
          const isThere = seen?.[name as keyof T] !== undefined
          const fault = isThere ? undefined : part.missing?.(params, body)
          if (fault !== undefined) return fault
        }
        return undefined
      },
    })
  }
}

interface Found<T, Params, Env> extends Findable<T, Params, Env> {
  absence(seen: T | undefined, params: Params, body: unknown): Fault | undefined
}

function made<T, Params, Env>(
  lock: Lock,
  spec: AtOnce<never, Params> | Last<never, Params>,
  { load, absence }: Found<T, Params, Env>,
): Target<T, Params, Env> {
  const isMissedLast = spec.whenMissing === 'last'
  const attributes = spec.attributes as
    | ((seen: T | undefined, params: Params) => Attributes)
    | undefined
  const required = (seen: T | undefined, params: Params, body: unknown): T => {
    const fault = absence(seen, params, body)
    if (fault !== undefined) throw fault
    return seen!
  }
  return {
    lock,
    async load(tx, search) {
      const seen = await load(tx, search)
      return (isMissedLast ? seen : required(seen, search.params, search.body)) as Loaded<T>
    },
    attributes: (loaded, params) => attributes?.(loaded as T | undefined, params),
    existing: (loaded, params, body) =>
      isMissedLast ? required(loaded as T | undefined, params, body) : (loaded as T),
  }
}
