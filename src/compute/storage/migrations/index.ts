import type { Migration } from '../../../storage/migrate.ts'
import { aggregatesAndHosts } from './0001-aggregates-and-hosts.ts'

export const COMPUTE_MIGRATIONS: readonly Migration[] = [aggregatesAndHosts]
