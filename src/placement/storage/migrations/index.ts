import type { Migration } from '../../../storage/migrate.ts'
import { resourceProviders } from './0001-resource-providers.ts'
import { emptiestProviders } from './0002-emptiest-providers.ts'

export const PLACEMENT_MIGRATIONS: readonly Migration[] = [resourceProviders, emptiestProviders]
