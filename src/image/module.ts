/** Image as a part of the program. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Digests } from '../drivers/image/digests.ts'
import { imageStores, type ImageStoreConfig } from '../drivers/image/stores.ts'
import { serviceModule, type Parts } from '../module.ts'
import { IMAGE_FACADE } from './facade.ts'
import { Custody } from './data/custody.usecase.ts'
import type { ImageEnv } from './operation.ts'
import { STOCK_IMAGE_OPTIONS, type ImageOptions } from './options.ts'
import { image } from './service.ts'
import { IMAGE_MIGRATIONS } from './storage/migrations/index.ts'

export interface ImageConfig {
  /** As in the stock configuration of the real service where left out. */
  readonly image?: Partial<Omit<ImageOptions, 'stores'>>
  /**
   * For the stores that have no place of their own; of a cloud that is forgotten when it stops, one that
   * goes then.
   */
  readonly imageDirectory?: string | undefined
  /** One for files unless told. */
  readonly imageStores?: readonly ImageStoreConfig[] | undefined
}

/** One for all clouds of a process: its threads cost more than what they do. */
const digests = new Digests()

export const imageModule = serviceModule({
  service: image,
  migrations: IMAGE_MIGRATIONS,
  needs: ['identity'],
  wire: (parts: Parts<ImageConfig, 'identity'>): ImageEnv => {
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
    }
  },
  async start({ custody, stores }) {
    const stop = await custody.start()
    return async () => {
      await stop()
      await stores.close()
    }
  },
  facade: () => IMAGE_FACADE,
})
