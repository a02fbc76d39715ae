import type { Migration } from '../../../storage/migrate.ts'

export const NETWORK_MIGRATIONS: readonly Migration[] = []
