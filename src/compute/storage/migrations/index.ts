import type { Migration } from '../../../storage/migrate.ts'
import { aggregatesAndHosts } from './0001-aggregates-and-hosts.ts'
import { servers } from './0002-servers.ts'
import { flavors } from './0003-flavors.ts'
import { keypairs } from './0004-keypairs.ts'
import { serverGroups } from './0005-server-groups.ts'
import { quotas } from './0006-quotas.ts'
import { hosts } from './0007-hosts.ts'
import { softlyDeleted } from './0008-softly-deleted.ts'

export const COMPUTE_MIGRATIONS: readonly Migration[] = [
  aggregatesAndHosts,
  servers,
  flavors,
  keypairs,
  serverGroups,
  quotas,
  hosts,
  softlyDeleted,
]
