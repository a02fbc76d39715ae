import type { Migration } from '../migrate.ts'
import { jobs } from './0001-jobs.ts'

/** The engine's own tables, which exist whatever services there are. */
export const STORAGE_MIGRATIONS: readonly Migration[] = [jobs]
