import type { Digests } from '../drivers/image/digests.ts'
import type { ImageStores } from '../drivers/image/interface.ts'
import type { DownloadDriver } from '../drivers/download/interface.ts'
import type { ImageCache } from './cache/image-cache.usecase.ts'
import type { Jobs } from '../jobs/job.ts'
import type { CloudClock, ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Facades } from '../kernel/facades.ts'
import type { Ids } from '../kernel/ids.ts'
import { operationFor } from '../kernel/operation.ts'
import { targetFor, targetsFor } from '../kernel/target.ts'
import type { Database } from '../storage/database.ts'
import type { Custody } from './data/custody.usecase.ts'
import type { ImageOptions } from './options.ts'

/** What Image is wired with by its `module.ts`. */
export interface ImageEnv {
  readonly database: Database
  readonly clock: CloudClock
  readonly processClock: ProcessClock
  readonly ids: Ids
  readonly log: Log
  /** Does what takes longer than a request. */
  readonly jobs: Jobs
  readonly facades: Pick<Facades, 'identity' | 'block-storage'>
  readonly options: ImageOptions
  /** Where bytes lie. */
  readonly stores: ImageStores
  /** Looks after the objects in stores that images do not speak of. */
  readonly custody: Custody
  readonly digests: Digests
  /** Fetches what users name by an address. */
  readonly downloads: DownloadDriver
  /** Copies on this node; undefined where the operator wants none. */
  readonly cache: ImageCache | undefined
}

export const operation = operationFor<ImageEnv>()
export const target = targetFor<ImageEnv>()
export const targets = targetsFor<ImageEnv>()
