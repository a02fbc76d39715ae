/**
 * What a service brings to the program beside its operations. `app.ts` goes through the modules that
 * `services.ts` lists, and knows none of them by name.
 */
import type { Jobs, JobWork } from './jobs/job.ts'
import type { Clocks } from './kernel/clock.ts'
import type { Authenticator, Log } from './kernel/context.ts'
import type { Facades } from './kernel/facades.ts'
import type { Ids } from './kernel/ids.ts'
import type { OfferedEntry, Service } from './kernel/service.ts'
import type { Database } from './storage/database.ts'
import type { Migration } from './storage/migrate.ts'

/** What a service is made from. */
export interface Parts<Config, Need extends keyof Facades = never> extends Clocks {
  readonly database: Database
  readonly ids: Ids
  readonly log: Log
  readonly jobs: Jobs
  /** The configuration of the whole program; a service sees of it what its `wire` asks for. */
  readonly config: Config
  /**
   * Filled in once every service is wired, so that two services may need each other: `wire` keeps
   * the object and takes nothing out of it yet.
   */
  readonly facades: Pick<Facades, Need>
  /** What a new cloud's catalogue says of all services. */
  readonly catalog: readonly OfferedEntry[]
}

/** Undoes what `start` began. */
export type Stop = () => void | Promise<void>

/**
 * In the order in which the program calls them. Each step is taken for all services, in the order of
 * the list, before the next one.
 */
export interface ServiceModule<
  Env,
  Config = unknown,
  Need extends keyof Facades = never,
  Type extends string = string,
> {
  readonly service: Service<Env, Type>
  readonly migrations: readonly Migration[]
  /** The services whose facades it calls. */
  readonly needs?: readonly Need[]
  /** Makes what the operations run on. The schema is up to date; nothing else is ready yet. */
  wire(parts: Parts<Config, Need>): Env
  /** What other services may ask of this one. Services that offer nothing leave it out. */
  facade?(env: Env): Type extends keyof Facades ? Facades[Type] : never
  /** Says whose token a request has. One service of the list does. */
  authenticator?(env: Env): Authenticator
  /** How the jobs are done that this service's operations add. */
  jobs?(env: Env): readonly JobWork[]
  /**
   * Puts into the database what has to be there before the first request. Runs at every start, on
   * several replicas at once.
   * @returns true where it made what a new cloud begins with
   * @throws CannotStart
   */
  prepare?(env: Env, parts: Parts<Config, Need>): Promise<boolean | void>
  /** Begins what goes on beside requests and jobs, such as a daily task. */
  start?(env: Env): Promise<Stop>
}

// oxlint-disable-next-line typescript/no-explicit-any -- a list holds modules of any environment
export type AnyModule = ServiceModule<any, any, any, any>

/** What the configuration of the program must have for these modules: all that any of them takes. */
export type ConfigOf<Modules extends readonly AnyModule[]> = (
  Modules[number] extends infer Module
    ? Module extends { wire(parts: infer Parts): unknown }
      ? (config: Parts extends { readonly config: infer Config } ? Config : unknown) => void
      : never
    : never
) extends (config: infer All) => void
  ? All
  : never

/** Lets the compiler work out the types of a module: they are those of its `wire`. */
export function serviceModule<
  Env,
  Config,
  Type extends string,
  const Need extends keyof Facades = never,
>(module: ServiceModule<Env, Config, Need, Type>): ServiceModule<Env, Config, Need, Type> {
  return module
}
