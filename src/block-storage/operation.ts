import type { BackupDriver } from '../drivers/backup/interface.ts'
import type { VolumeDriver } from '../drivers/volume/interface.ts'
import type { Jobs } from '../jobs/job.ts'
import type { CloudClock, ProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Facades } from '../kernel/facades.ts'
import type { Ids } from '../kernel/ids.ts'
import { operationFor, type Check } from '../kernel/operation.ts'
import { targetFor } from '../kernel/target.ts'
import type { Vault } from '../kernel/vault.ts'
import type { Database } from '../storage/database.ts'
import type { ResourceFilters } from './resource-filters/resource-filters.ts'
import type { VolumeListeners } from './volumes/listeners.ts'

/** What block storage is wired with by its `module.ts`. */
export interface BlockStorageEnv {
  readonly database: Database
  readonly clock: CloudClock
  readonly processClock: ProcessClock
  readonly ids: Ids
  readonly log: Log
  /** Keeps the volumes. */
  readonly volumes: VolumeDriver
  /** Keeps their backups. */
  readonly backups: BackupDriver
  /** Who waits for volumes that are being made. */
  readonly volumeListeners: VolumeListeners
  /** Does what takes longer than a request. */
  readonly jobs: Jobs
  /** Encrypts the keys of encrypted volumes. */
  readonly vault: Vault
  readonly facades: Pick<Facades, 'compute' | 'identity' | 'image'>
  /** Names of the hosts that run a volume service each. */
  readonly hosts: readonly string[]
  /** By what lists can be filtered. */
  readonly resourceFilters: ResourceFilters
}

/** The order of checks, where an operation does not say otherwise. */
export const CHECKS: readonly Check[] = ['body', 'target', 'policy']

export const operation = operationFor<BlockStorageEnv>()
export const target = targetFor<BlockStorageEnv>()
