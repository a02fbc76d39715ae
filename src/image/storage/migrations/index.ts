import type { Migration } from '../../../storage/migrate.ts'
import { images } from './0001-images.ts'

export const IMAGE_MIGRATIONS: readonly Migration[] = [images]
