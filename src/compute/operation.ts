import type { Hypervisor } from '../drivers/hypervisor/interface.ts'
import type { Jobs } from '../jobs/job.ts'
import type { CloudClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Facades } from '../kernel/facades.ts'
import type { Ids } from '../kernel/ids.ts'
import { operationFor } from '../kernel/operation.ts'
import { targetFor } from '../kernel/target.ts'
import type { Database } from '../storage/database.ts'

/** What compute is wired with by its `module.ts`. */
export interface ComputeEnv {
  readonly database: Database
  readonly clock: CloudClock
  readonly ids: Ids
  readonly log: Log
  readonly hypervisor: Hypervisor
  readonly jobs: Jobs
  readonly facades: Pick<Facades, 'image' | 'network' | 'placement'>
}

export const operation = operationFor<ComputeEnv>()
export const target = targetFor<ComputeEnv>()
