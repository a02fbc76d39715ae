import type { Jobs } from '../jobs/job.ts'
import type { CloudClock, ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Facades } from '../kernel/facades.ts'
import type { Ids } from '../kernel/ids.ts'
import { operationFor, type Check } from '../kernel/operation.ts'
import { targetFor, targetsFor } from '../kernel/target.ts'
import type { Caller } from './caller.ts'
import type { Database } from '../storage/database.ts'
import type { Call } from '../kernel/attributes/resource.ts'
import type { NetworkOptions } from './options.ts'
import type { ServerListeners } from './servers/listeners.ts'

/** What Network is wired with by its `module.ts`. */
export interface NetworkEnv {
  readonly database: Database
  readonly clock: CloudClock
  readonly processClock: ProcessClock
  readonly ids: Ids
  readonly log: Log
  /** Does what takes longer than a request. */
  readonly jobs: Jobs
  readonly facades: Pick<Facades, 'identity'>
  readonly options: NetworkOptions
  /** Who is told what clients do to the ports of servers. */
  readonly serverListeners: ServerListeners
}

/** The order of checks, where an operation does not say otherwise. */
export const CHECKS: readonly Check[] = ['body', 'target', 'policy']

export const operation = operationFor<NetworkEnv>()
export const target = targetFor<NetworkEnv>()
export const targets = targetsFor<NetworkEnv>()

/** What the functions of a resource are called with, by whoever calls them. */
export interface NetworkCall extends Omit<Call<NetworkEnv>, 'ctx'> {
  readonly ctx: Caller
}
