/** Block storage as a part of the program. */
import { hostName, type ConfiguredHost } from '../drivers/hypervisor/hosts.ts'
import { randomBytes } from 'node:crypto'
import { SimulatedBackups } from '../drivers/backup/simulated.ts'
import type { SimulatedBackend } from '../drivers/volume/backends.ts'
import { SimulatedVolumes } from '../drivers/volume/simulated.ts'
import { Vault } from '../kernel/vault.ts'
import { serviceModule, type Parts } from '../module.ts'
import { backupJobs } from './backups/backups.jobs.ts'
import { restoreJob } from './backups/restore.jobs.ts'
import { blockStorageFacade } from './facade.ts'
import { groupSnapshotJobs } from './group-snapshots/group-snapshots.jobs.ts'
import { groupJobs } from './groups/groups.jobs.ts'
import { seedGroupType } from './group-types/group-types.usecase.ts'
import { manageJobs } from './manageable-volumes/manageable-volumes.jobs.ts'
import { purgeMessages } from './messages/messages.usecase.ts'
import type { BlockStorageEnv } from './operation.ts'
import {
  STOCK_RESOURCE_FILTERS,
  type ResourceFilters,
} from './resource-filters/resource-filters.ts'
import { blockStorage } from './service.ts'
import { snapshotJobs } from './snapshots/snapshots.jobs.ts'
import { BLOCK_STORAGE_MIGRATIONS } from './storage/migrations/index.ts'
import { seedDefaultType } from './volume-types/default-type.usecase.ts'
import { imagingJobs } from './volumes/imaging.jobs.ts'
import { VolumeListeners } from './volumes/listeners.ts'
import { movingJobs } from './volumes/moving.jobs.ts'
import { volumeJobs } from './volumes/volumes.jobs.ts'

export interface BlockStorageConfig {
  /** The simulated hosts, each with a volume service. */
  readonly hosts: readonly ConfiguredHost[]
  /** What runs on them; one backend with one pool unless told. */
  readonly backends?: readonly SimulatedBackend[] | undefined
  /** By what lists can be filtered; as in the stock file of the real service unless told. */
  readonly resourceFilters?: ResourceFilters | undefined
  /** As identity takes them: what the keys of encrypted volumes are encrypted with. */
  readonly credentialKeys?: readonly Buffer[]
}

export const blockStorageModule = serviceModule({
  service: blockStorage,
  migrations: BLOCK_STORAGE_MIGRATIONS,
  needs: ['compute', 'identity', 'image'],
  wire: (parts: Parts<BlockStorageConfig, 'compute' | 'identity' | 'image'>): BlockStorageEnv => {
    const { config, database, clock, processClock, ids, log, jobs, facades } = parts
    const { backends, resourceFilters = STOCK_RESOURCE_FILTERS } = config
    const hosts = config.hosts.map(hostName)
    const volumes = new SimulatedVolumes(hosts, undefined, backends)
    const drivers = { volumes, backups: new SimulatedBackups() }
    const vault = new Vault(config.credentialKeys ?? [randomBytes(32)])
    return {
      ...{ database, clock, processClock, ids, log, jobs, facades },
      ...{ hosts, resourceFilters, vault, ...drivers, volumeListeners: new VolumeListeners() },
    }
  },
  jobs: (env) => [
    ...volumeJobs(env),
    ...manageJobs(env),
    ...groupJobs(env),

    ...movingJobs(env),
    ...imagingJobs(env),
    ...groupSnapshotJobs(env),
    ...snapshotJobs(env),
    ...backupJobs(env),
    restoreJob(env),
  ],
  async prepare(env) {
    await seedDefaultType(env)
    await seedGroupType(env)
  },
  start: (env) => purgeMessages(env),
  facade: (env) => blockStorageFacade(env),
})
