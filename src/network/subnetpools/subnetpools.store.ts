/** Rows of pools of subnets, and what subnets take of them. */
import type { IpVersion } from '../../kernel/ip/address.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { EVERYTHING, among } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { lockName, lockRow } from '../../storage/locks.ts'
import { policiesOf } from '../rbac/grants.ts'
import { Rows } from '../rows/rows.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { SUBNETPOOLS } from './subnetpools.table.ts'
import type { PoolRow } from './subnetpools.ts'

export const subnetpoolRows = new Rows(SUBNETPOOLS, {
  table: 'subnetpools',
  elsewhere: ['shared'],
  members: { policies: policiesOf('id'), tags: TAGS },
  uncounted: ['prefixes'],
})

/** The pool, which gives prefixes to nobody else before the transaction ends. */
export async function poolToTakeFrom(
  tx: Tx,
  id: string,
  visible: readonly Condition[],
): Promise<PoolRow | undefined> {
  await lockRow(tx, 'subnetpools', { id: id.toLowerCase() }, 'turn')
  return subnetpoolRows.find(tx, id, visible)
}

/** Who makes a pool the default one of a version waits for others who do. */
export async function lockDefault(tx: Tx, version: IpVersion): Promise<void> {
  await lockName(tx, `default subnet pool of IPv${version}`)
}

/** The default pool of the version, if it is one of those that are visible. */
export async function defaultPoolId(
  tx: Tx,
  version: IpVersion,
  visible: readonly Condition[],
): Promise<string | undefined> {
  const conditions: Condition[] = [
    { kind: 'in', column: 'is_default', values: [1] },
    { kind: 'in', column: 'ip_version', values: [version] },
  ]
  const [pool] = await subnetpoolRows.list(tx, among({ ...EVERYTHING, conditions }, visible))
  return pool?.id
}

/** The visible pools of an address scope. */
export async function poolsInScope(
  tx: Tx,
  scopeId: string,
  visible: readonly Condition[],
): Promise<PoolRow[]> {
  const conditions: Condition[] = [{ kind: 'in', column: 'address_scope_id', values: [scopeId] }]
  return subnetpoolRows.list(tx, among({ ...EVERYTHING, conditions }, visible))
}

export interface SubnetOfPool {
  readonly id: string
  readonly project_id: string
  readonly network_id: string
  readonly cidr: string
}

export async function subnetsOfPool(tx: Tx, id: string): Promise<SubnetOfPool[]> {
  return tx.db
    .selectFrom('subnets')
    .select(['id', 'project_id', 'network_id', 'cidr'])
    .where('subnetpool_id', '=', id)
    .execute()
}

/** Does a network have subnets of this pool, and of the version subnets of others or of none? */
export async function sharesNetworks(tx: Tx, id: string, version: IpVersion): Promise<boolean> {
  const row = await tx.db
    .selectFrom('subnets')
    .select('id')
    .where('ip_version', '=', version)
    .where((eb) => eb.or([eb('subnetpool_id', 'is', null), eb('subnetpool_id', '!=', id)]))
    .where('network_id', 'in', (nested) =>
      nested.selectFrom('subnets').select('network_id').where('subnetpool_id', '=', id),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export interface ScopeOfNetwork {
  readonly network_id: string
  readonly ip_version: IpVersion
  readonly address_scope_id: string
}

/** The address scopes that networks are in, by the pools of their subnets. */
export async function scopesOfNetworks(
  tx: Tx,
  networkIds: readonly string[],
): Promise<ScopeOfNetwork[]> {
  if (networkIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('subnets')
    .innerJoin('subnetpools', 'subnetpools.id', 'subnets.subnetpool_id')
    .select(['subnets.network_id', 'subnets.ip_version', 'subnetpools.address_scope_id'])
    .distinct()
    .where('subnets.network_id', 'in', networkIds)
    .where('subnetpools.address_scope_id', 'is not', null)
    .execute()
  return rows as ScopeOfNetwork[]
}

/** The id of the address scope that a network is in for one version; null where it is in none. */
export async function scopeOfNetwork(
  tx: Tx,
  networkId: string,
  version: IpVersion,
): Promise<string | null> {
  const scopes = await scopesOfNetworks(tx, [networkId])
  return scopes.find((one) => one.ip_version === version)?.address_scope_id ?? null
}
