import type { Migration } from '../migrate.ts'
import { jobs } from './0001-jobs.ts'
import { jobSteps } from './0002-job-steps.ts'

/** The engine's own tables, which exist whatever services there are. */
export const STORAGE_MIGRATIONS: readonly Migration[] = [jobs, jobSteps]
