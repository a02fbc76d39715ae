import type { Migration } from '../../../storage/migrate.ts'
import { images } from './0001-images.ts'
import { tasks } from './0002-tasks.ts'
import { metadefs } from './0003-metadefs.ts'
import { cache } from './0004-cache.ts'
import { expectedSizes } from './0005-expected-sizes.ts'
import { objects } from './0006-objects.ts'

export const IMAGE_MIGRATIONS: readonly Migration[] = [
  images,
  tasks,
  metadefs,
  cache,
  expectedSizes,
  objects,
]
