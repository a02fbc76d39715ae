/** The services of the program, in the one list that names them. */
import { blockStorage } from './block-storage/service.ts'
import { BLOCK_STORAGE_MIGRATIONS } from './block-storage/storage/migrations/index.ts'
import { compute } from './compute/service.ts'
import { COMPUTE_MIGRATIONS } from './compute/storage/migrations/index.ts'
import { identity } from './identity/service.ts'
import { IDENTITY_MIGRATIONS } from './identity/storage/migrations/index.ts'
import { image } from './image/service.ts'
import type { Service } from './kernel/service.ts'
import type { Migration } from './storage/migrate.ts'
import { STORAGE_MIGRATIONS } from './storage/migrations/index.ts'

/** The services as declared, without what they run on: for documents derived from them. */
export const SERVICES: readonly Service[] = [identity, compute, blockStorage, image]

/** Every migration, in the order in which an empty database runs them. */
export const MIGRATIONS: readonly Migration[] = [
  ...STORAGE_MIGRATIONS,
  ...IDENTITY_MIGRATIONS,
  ...COMPUTE_MIGRATIONS,
  ...BLOCK_STORAGE_MIGRATIONS,
]
