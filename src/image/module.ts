/** Image as a part of the program. */
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { STOCK_FILTER, type ImportFilter, type Resolve } from '../drivers/download/filter.ts'
import { WebDownloads, type DownloadLimits } from '../drivers/download/web.ts'
import { Digests } from '../drivers/image/digests.ts'
import { FileStore } from '../drivers/image/files.ts'
import { placeholder } from '../drivers/image/placeholder.ts'
import { imageStores, type ImageStoreConfig } from '../drivers/image/stores.ts'
import type { ImageStores } from '../drivers/image/interface.ts'
import { serviceModule, type Parts } from '../module.ts'
import { ImageCache } from './cache/image-cache.usecase.ts'
import { Custody } from './data/custody.usecase.ts'
import { imageFacade } from './facade.ts'
import { importJobs } from './import/import.jobs.ts'
import { locationJobs } from './locations/locations.jobs.ts'
import { presetDefinitions } from './metadefs/definitions/definitions.usecase.ts'
import type { ImageEnv } from './operation.ts'
import { STOCK_IMAGE_OPTIONS, type ImageOptions } from './options.ts'
import { presetImage, type Preset } from './preset/preset.usecase.ts'
import { image } from './service.ts'
import { IMAGE_MIGRATIONS } from './storage/migrations/index.ts'
import { taskJobs } from './tasks/tasks.jobs.ts'
import { purgeTasks } from './tasks/tasks.usecase.ts'

export interface ImageConfig {
  /** What a cloud begins with that never had an image, or a definition; nothing unless told. */
  readonly preset?: Preset | undefined
  /** As in the stock configuration of the real service where left out. */
  readonly image?: Partial<Omit<ImageOptions, 'stores'>>
  /**
   * For the stores that have no place of their own; of a cloud that is forgotten when it stops, one that
   * goes then.
   */
  readonly imageDirectory?: string | undefined
  /** One for files unless told. */
  readonly imageStores?: readonly ImageStoreConfig[] | undefined
  /** What users may have downloaded: the public internet unless told. */
  readonly imports?: ImportConfig
  /** Copies of images on this node; none where left out. */
  readonly imageCache?: CacheConfig | undefined
}

export interface ImportConfig {
  readonly filter?: Partial<ImportFilter>
  readonly limits?: Partial<DownloadLimits>
  /** Resolves names in place of the system. */
  readonly resolve?: Resolve
}

export interface CacheConfig {
  readonly directory: string
  /** Bytes that remain after it is pruned. */
  readonly maxSize: number
}

/** One for all clouds of a process: its threads cost more than what they do. */
const digests = new Digests()

export const imageModule = serviceModule({
  service: image,
  migrations: IMAGE_MIGRATIONS,
  needs: ['identity', 'block-storage'],
  wire: (parts: Parts<ImageConfig, 'identity' | 'block-storage'>): ImageEnv => {
    const { config, database, clock, processClock, ids, log, jobs, facades } = parts
    const { imageDirectory } = config
    const directory = {
      path: imageDirectory ?? join(tmpdir(), `stackling-images-${ids.uuid()}`),
      isTemporary: imageDirectory === undefined,
    }
    const stores = imageStores(directory, config.imageStores)
    const options = {
      ...STOCK_IMAGE_OPTIONS,
      ...config.image,
      stores: stores.all.map(({ id }) => id),
    }
    return {
      ...{ database, clock, processClock, ids, log, jobs, facades, options },
      ...{ stores, digests, custody: new Custody({ database, processClock, ids, log, stores }) },
      downloads: downloadsOf(config),
      cache: cacheOf(parts, stores),
    }
  },
  jobs: (env) => [...importJobs(env), ...locationJobs(env), ...taskJobs(env)],
  async prepare(env, { config: { preset } }) {
    if (preset !== 'devstack') return
    await presetDefinitions(env)
    await presetImage(env, placeholder)
  },
  async start(env) {
    const stopCustody = await env.custody.start()
    const stopPurge = await purgeTasks(env)
    env.cache?.fill()
    return async () => {
      stopPurge()
      await stopCustody()
      await env.cache?.stop()
      await env.stores.close()
    }
  },
  facade: imageFacade,
})

function downloadsOf({ imports = {} }: ImageConfig): WebDownloads {
  const { filter, limits, resolve } = imports
  return new WebDownloads({ ...STOCK_FILTER, ...filter }, limits, resolve)
}

function cacheOf(
  {
    config,
    database,
    clock,
    log,
  }: Pick<Parts<ImageConfig>, 'config' | 'database' | 'clock' | 'log'>,
  stores: ImageStores,
): ImageCache | undefined {
  if (config.imageCache === undefined) return undefined
  const { directory, maxSize } = config.imageCache
  const store = new FileStore({ id: 'os_glance_cache', directory })
  const node = `${hostname()}:${directory}`
  return new ImageCache({ database, clock, log, stores, store, node, maxSize })
}
