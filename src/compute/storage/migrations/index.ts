import type { Migration } from '../../../storage/migrate.ts'
import { aggregatesAndHosts } from './0001-aggregates-and-hosts.ts'
import { servers } from './0002-servers.ts'
import { flavors } from './0003-flavors.ts'

export const COMPUTE_MIGRATIONS: readonly Migration[] = [aggregatesAndHosts, servers, flavors]
