import type { CloudClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Ids } from '../kernel/ids.ts'
import { operationFor } from '../kernel/operation.ts'
import { targetFor } from '../kernel/target.ts'
import type { Database } from '../storage/database.ts'

/** What Placement is wired with by its `module.ts`. */
export interface PlacementEnv {
  readonly database: Database
  readonly clock: CloudClock
  readonly ids: Ids
  readonly log: Log
}

export const operation = operationFor<PlacementEnv>()
export const target = targetFor<PlacementEnv>()
