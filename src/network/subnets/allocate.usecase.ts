/** Where a new subnet gets its addresses from: the request, a pool, or whoever delegates prefixes. */
import { cidr, type Cidr } from '../../kernel/ip/cidr.ts'
import { subnetPoolNotFound } from '../faults.ts'
import { noDefaultPool, type Source } from '../ipam/new-subnets.ts'
import { checkPoolVersion, cidrFromPool } from '../ipam/subnet-pools.ts'
import { PREFIX_DELEGATION, PROVISIONAL_PREFIX } from '../ipam/subnets.ts'
import type { NetworkCall } from '../operation.ts'
import { defaultPoolId, poolToTakeFrom, subnetsOfPool } from '../subnetpools/subnetpools.store.ts'
import { poolAsIs, visiblePools } from '../subnetpools/subnetpools.ts'
import type { PostedSubnet } from './subnets.ts'

export interface Allocated {
  readonly cidr: Cidr
  /** The client says at most how long the prefix is. */
  readonly chosenByPool: boolean
  /** Undefined where it comes from no pool. */
  readonly pool: { readonly id: string; readonly addressScopeId: string | null } | undefined
}

/** @throws Fault 400, 404, 409 */
export async function allocate(
  call: NetworkCall,
  posted: PostedSubnet,
  source: Source,
): Promise<Allocated> {
  switch (source.kind) {
    case 'cidr':
      return { cidr: source.cidr, chosenByPool: false, pool: undefined }
    case 'delegated': {
      const pool = { id: PREFIX_DELEGATION, addressScopeId: null }
      return { cidr: cidr(PROVISIONAL_PREFIX), chosenByPool: false, pool }
    }
    case 'pool':
      return fromPool(call, posted, source.id)
    case 'default pool': {
      const id = await defaultPoolId(call.tx, source.version, visiblePools(call.ctx))
      if (id === undefined) throw noDefaultPool(source.version)
      return fromPool(call, posted, id)
    }
  }
}

async function fromPool(
  { tx, ctx }: NetworkCall,
  posted: PostedSubnet,
  poolId: string,
): Promise<Allocated> {
  const row = await poolToTakeFrom(tx, poolId, visiblePools(ctx))
  if (row === undefined) throw subnetPoolNotFound(poolId)
  const pool = poolAsIs(row)
  checkPoolVersion(pool, posted.ip_version)
  const subnets = (await subnetsOfPool(tx, row.id)).map((one) => ({
    owner: one.project_id,
    cidr: cidr(one.cidr),
  }))
  const wish = {
    cidr: posted.cidr === undefined ? undefined : cidr(posted.cidr),
    prefixlen: posted.prefixlen,
    gatewayIp: posted.gateway_ip,
  }
  const found = cidrFromPool(pool, wish, {
    taken: subnets.map((one) => one.cidr),
    ofOwner: subnets.filter((one) => one.owner === row.project_id).map((one) => one.cidr),
  })
  return { ...found, pool: { id: row.id, addressScopeId: row.address_scope_id } }
}
