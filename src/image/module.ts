/** Image as a part of the program. */
import { serviceModule, type Parts } from '../module.ts'
import { IMAGE_FACADE } from './facade.ts'
import type { ImageEnv } from './operation.ts'
import { STOCK_IMAGE_OPTIONS, type ImageOptions } from './options.ts'
import { image } from './service.ts'
import { IMAGE_MIGRATIONS } from './storage/migrations/index.ts'

export interface ImageConfig {
  /** As in the stock configuration of the real service where left out. */
  readonly image?: Partial<ImageOptions>
}

export const imageModule = serviceModule({
  service: image,
  migrations: IMAGE_MIGRATIONS,
  needs: ['identity'],
  wire: (parts: Parts<ImageConfig, 'identity'>): ImageEnv => {
    const { config, database, clock, processClock, ids, log, jobs, facades } = parts
    const options = { ...STOCK_IMAGE_OPTIONS, ...config.image }
    return { database, clock, processClock, ids, log, jobs, facades, options }
  },
  facade: () => IMAGE_FACADE,
})
