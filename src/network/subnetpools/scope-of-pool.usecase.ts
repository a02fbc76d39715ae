/**
 * Which address scope a pool may be in. Source: openstack/neutron neutron/db/db_base_plugin_v2.py
 * (_validate_address_scope_id, _check_subnetpool_update_allowed).
 */
import type { IpVersion } from '../../kernel/ip/address.ts'
import { cidr, type Cidr } from '../../kernel/ip/cidr.ts'
import { scopeToJoin, scopeRows } from '../address-scopes/address-scopes.store.ts'
import { visibleScopes } from '../address-scopes/address-scopes.ts'
import {
  addressScopeNotFound,
  invalidInput,
  illegalSubnetPoolUpdate,
  networkAddressScopeAffinityError,
  poolOfOtherVersion,
} from '../faults.ts'
import { checkUniqueInScope } from '../ipam/subnet-pools.ts'
import type { NetworkCall } from '../operation.ts'
import { EVERYBODY } from '../rbac/grants.ts'
import { grantsOf } from '../rbac/grants.store.ts'
import { poolsInScope, sharesNetworks } from './subnetpools.store.ts'
import { visiblePools } from './subnetpools.ts'

interface PoolToScope {
  readonly id: string
  readonly version: IpVersion
  readonly prefixes: readonly Cidr[]
}

/**
 * May the pool be in that scope, as it is to be?
 * @throws Fault 400, 404, 409
 */
export async function requireScope(
  { tx, ctx }: NetworkCall,
  pool: PoolToScope,
  scopeId: string | null,
): Promise<void> {
  if (scopeId === null) return
  const scope = await scopeToJoin(tx, scopeId, visibleScopes(ctx))
  if (scope === undefined) throw addressScopeNotFound(scopeId)
  if (scope.ip_version !== pool.version) {
    throw poolOfOtherVersion(pool.id, scopeId, scope.ip_version)
  }
  if (await sharesNetworks(tx, pool.id, pool.version)) throw networkAddressScopeAffinityError()
  // As upstream: pools that the caller does not see are not compared.
  const others = (await poolsInScope(tx, scope.id, visiblePools(ctx)))
    .filter(({ id }) => id !== pool.id)
    .flatMap(({ prefixes }) => prefixes.map(cidr))
  checkUniqueInScope(pool.prefixes, others)
}

/** A pool in a scope of somebody else stays as it is. @throws Fault 400, 404 */
export async function requireOwnScope(
  { tx, ctx }: NetworkCall,
  poolId: string,
  scopeId: string | null,
): Promise<void> {
  if (scopeId === null) return
  const scope = await scopeRows.find(tx, scopeId, visibleScopes(ctx))
  if (scope === undefined) throw addressScopeNotFound(scopeId)
  if (ctx.isAdmin || scope.project_id === ctx.token.projectId) return
  throw illegalSubnetPoolUpdate(
    `subnetpool ${poolId} cannot be updated when associated with shared address scope ${scopeId}`,
  )
}

/**
 * Whoever is to share a pool must have its scope, too. Source: neutron/objects/subnetpool.py
 * (validate_rbac_policy_create).
 * @param target a project, or `*`
 * @throws Fault InvalidInput
 */
export async function requireSharedScope(
  { tx }: NetworkCall,
  pool: { readonly id: string; readonly address_scope_id: string | null },
  target: string,
): Promise<void> {
  if (pool.address_scope_id === null) return
  const grants = await grantsOf(tx, pool.address_scope_id)
  if (grants.some((one) => [EVERYBODY, target].includes(one.target_project))) return
  throw invalidInput(
    `Failed to create RBAC policy on object ${pool.id} because target project doesn't have access ` +
      'to associated address scope.',
  )
}
