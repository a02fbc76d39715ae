/** Placement as a part of the program. */
import { serviceModule, type Parts } from '../module.ts'
import { placementFacade } from './facade.ts'
import type { PlacementEnv } from './operation.ts'
import { placement } from './service.ts'
import { PLACEMENT_MIGRATIONS } from './storage/migrations/index.ts'

export const placementModule = serviceModule({
  service: placement,
  migrations: PLACEMENT_MIGRATIONS,
  wire: ({ database, clock, ids, log }: Parts<unknown>): PlacementEnv => ({
    ...{ database, clock, ids, log },
  }),
  facade: placementFacade,
})
