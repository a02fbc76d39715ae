import { COMPUTE_VOLUMES } from './access-matrix-compute-volumes.ts'
import { COMPUTE } from './access-matrix-compute.ts'
import { COMPUTE_ACTIONS } from './access-matrix-compute-actions.ts'
import { COMPUTE_FLAVORS } from './access-matrix-compute-flavors.ts'
import { COMPUTE_INTERFACES } from './access-matrix-compute-interfaces.ts'
import { COMPUTE_KEYPAIRS } from './access-matrix-compute-keypairs.ts'
import { COMPUTE_PARTS } from './access-matrix-compute-parts.ts'
import { COMPUTE_PROXIES } from './access-matrix-compute-proxies.ts'
import { COMPUTE_QUOTAS } from './access-matrix-compute-quotas.ts'
import { COMPUTE_SERVERS } from './access-matrix-compute-servers.ts'
import { COMPUTE_USAGE } from './access-matrix-compute-usage.ts'

/** Who may do what in Compute, all of it, by operation. */
export const ALL_OF_COMPUTE: Readonly<Record<string, string>> = {
  ...COMPUTE,
  ...COMPUTE_ACTIONS,
  ...COMPUTE_FLAVORS,
  ...COMPUTE_INTERFACES,
  ...COMPUTE_KEYPAIRS,
  ...COMPUTE_PARTS,
  ...COMPUTE_PROXIES,
  ...COMPUTE_QUOTAS,
  ...COMPUTE_SERVERS,
  ...COMPUTE_VOLUMES,
  ...COMPUTE_USAGE,
}
