import type { Migration } from '../../../storage/migrate.ts'
import { expectedSizes } from './0005-expected-sizes.ts'
import { images } from './0001-images.ts'

export const IMAGE_MIGRATIONS: readonly Migration[] = [images, expectedSizes]
