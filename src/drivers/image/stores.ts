/** The stores that the operator names, and the place beside them where data waits to be imported. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FileStore } from './files.ts'
import type { ImageStore, ImageStores } from './interface.ts'
import { S3Store, type S3StoreOptions } from './s3.ts'

interface AnyStoreConfig {
  readonly id: string
  readonly description?: string | undefined
  /** Where images go that name no store; the first of all unless told. */
  readonly isDefault?: boolean | undefined
}

export interface FileStoreConfig extends AnyStoreConfig {
  readonly type: 'file'
  /** Of its own below the data directory unless told. */
  readonly directory?: string | undefined
}

export interface S3StoreConfig extends AnyStoreConfig, S3StoreOptions {
  readonly type: 's3'
}

export type ImageStoreConfig = FileStoreConfig | S3StoreConfig

const ONE: readonly ImageStoreConfig[] = [{ id: 'file', type: 'file' }]

/** As Glance calls it; clients are not told of it. */
const STAGING = 'os_glance_staging_store'

/** For the stores that have no directory of their own. */
export interface StoresDirectory {
  readonly path: string
  /** It goes with the process. */
  readonly isTemporary: boolean
}

/** Data to be imported wait where the default store is, so that any replica finds them. */
export function imageStores(
  { path: directory, isTemporary }: StoresDirectory,
  configs: readonly ImageStoreConfig[] = ONE,
): ImageStores {
  const all = configs.map((config) => storeOf(directory, config))
  const standard = configs.find(({ isDefault }) => isDefault) ?? configs[0]!
  return {
    all,
    default: all.find(({ id }) => id === standard.id)!,
    staging: stagingBeside(directory, standard),
    named: (id) => all.find((store) => store.id === id),
    async close() {
      if (isTemporary) await rm(directory, { recursive: true, force: true })
    },
  }
}

function storeOf(directory: string, config: ImageStoreConfig): ImageStore {
  if (config.type === 's3') return new S3Store(config)
  return new FileStore({ ...config, directory: config.directory ?? join(directory, config.id) })
}

function stagingBeside(directory: string, standard: ImageStoreConfig): ImageStore {
  const id = STAGING
  if (standard.type === 'file')
    return storeOf(standard.directory ?? directory, { id, type: 'file' })
  return new S3Store({ ...standard, id, prefix: `${standard.prefix ?? ''}${STAGING}-` })
}
