/** The services of the program, in the one list that names them. */
import { blockStorageModule } from './block-storage/module.ts'
import { computeModule } from './compute/module.ts'
import { identityModule } from './identity/module.ts'
import { imageModule } from './image/module.ts'
import type { Service } from './kernel/service.ts'
import type { AnyModule, ConfigOf } from './module.ts'
import { networkModule } from './network/module.ts'
import { placementModule } from './placement/module.ts'
import type { Migration } from './storage/migrate.ts'
import { STORAGE_MIGRATIONS } from './storage/migrations/index.ts'

/** In the order in which they start. A service may call the facades of those that come later. */
const LIST = [
  identityModule,
  computeModule,
  blockStorageModule,
  imageModule,
  networkModule,
  placementModule,
] as const

export const MODULES: readonly AnyModule[] = LIST

export type ServiceType = (typeof LIST)[number]['service']['type']

/** All that the services take of the configuration. */
export type ServiceConfig = ConfigOf<typeof LIST>

/** The services as declared, without what they run on: for documents derived from them. */
export const SERVICES: readonly Service[] = MODULES.map(({ service }) => service)

/** Every migration, in the order in which an empty database runs them. */
export const MIGRATIONS: readonly Migration[] = [
  ...STORAGE_MIGRATIONS,
  ...MODULES.flatMap(({ migrations }) => migrations),
]
