import type { Hypervisor } from '../drivers/hypervisor/interface.ts'
import type { Jobs } from '../jobs/job.ts'
import type { CloudClock, ProcessClock } from '../kernel/clock.ts'
import type { Log, RequestContext } from '../kernel/context.ts'
import type { Facades } from '../kernel/facades.ts'
import type { Ids } from '../kernel/ids.ts'
import { operationFor } from '../kernel/operation.ts'
import { targetFor } from '../kernel/target.ts'
import type { Database, Tx } from '../storage/database.ts'

/** What compute is wired with by its `module.ts`. */
export interface ComputeEnv {
  readonly database: Database
  readonly clock: CloudClock
  readonly ids: Ids
  readonly log: Log
  readonly hypervisor: Hypervisor
  readonly jobs: Jobs
  readonly processClock: ProcessClock
  /** For how many seconds a deleted server can be restored; none where it is 0. */
  readonly reclaimAfter: number
  readonly facades: Pick<Facades, 'block-storage' | 'identity' | 'image' | 'network' | 'placement'>
}

/** A request of a client, in its transaction. */
export interface ComputeCall {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly env: ComputeEnv
}

/** What the cloud does by itself. */
export type CloudCall = Omit<ComputeCall, 'ctx'>

export const operation = operationFor<ComputeEnv>()
export const target = targetFor<ComputeEnv>()
