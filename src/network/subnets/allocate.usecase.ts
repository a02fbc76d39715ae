/** Where a new subnet gets its addresses from: the request, a pool, or whoever delegates prefixes. */
import { cidr, type Cidr } from '../../kernel/ip/cidr.ts'
import { subnetPoolNotFound } from '../faults.ts'
import { noDefaultPool, type Source } from '../ipam/new-subnets.ts'
import { PREFIX_DELEGATION, PROVISIONAL_PREFIX } from '../ipam/subnets.ts'

export interface Allocated {
  readonly cidr: Cidr
  /** The client says at most how long the prefix is. */
  readonly chosenByPool: boolean
  /** Undefined where it comes from no pool. */
  readonly pool: { readonly id: string; readonly addressScopeId: string | null } | undefined
}

/** @throws Fault 400, 404, 409 */
export function allocate(source: Source): Allocated {
  switch (source.kind) {
    case 'cidr':
      return { cidr: source.cidr, chosenByPool: false, pool: undefined }
    case 'delegated': {
      const pool = { id: PREFIX_DELEGATION, addressScopeId: null }
      return { cidr: cidr(PROVISIONAL_PREFIX), chosenByPool: false, pool }
    }
    case 'pool':
      throw subnetPoolNotFound(source.id)
    case 'default pool':
      throw noDefaultPool(source.version)
  }
}
