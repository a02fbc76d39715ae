/** The stores that the operator names, and the place beside them where data waits to be imported. */
import { join } from 'node:path'
import { FileStore } from './files.ts'
import type { ImageStore, ImageStores } from './interface.ts'

export interface FileStoreConfig {
  readonly id: string
  readonly description?: string | undefined
  /** Of its own below the data directory unless told. */
  readonly directory?: string | undefined
  /** Where images go that name no store; the first of all unless told. */
  readonly isDefault?: boolean | undefined
}

export type ImageStoreConfig = FileStoreConfig

const ONE: readonly ImageStoreConfig[] = [{ id: 'file' }]

/** As Glance calls it; clients are not told of it. */
const STAGING = 'os_glance_staging_store'

/** @param directory for the stores that have none of their own */
export function imageStores(
  directory: string,
  configs: readonly ImageStoreConfig[] = ONE,
): ImageStores {
  const all = configs.map((config) => storeOf(directory, config))
  const standard = configs.find(({ isDefault }) => isDefault)?.id
  return {
    all,
    default: all.find(({ id }) => id === standard) ?? all[0]!,
    staging: storeOf(directory, { id: STAGING }),
    named: (id) => all.find((store) => store.id === id),
  }
}

function storeOf(directory: string, config: ImageStoreConfig): ImageStore {
  return new FileStore({ ...config, directory: config.directory ?? join(directory, config.id) })
}
