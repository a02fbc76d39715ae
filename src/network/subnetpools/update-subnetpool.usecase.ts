/** Changes pools of subnets. Source: neutron/db/db_base_plugin_v2.py (update_subnetpool, remove_prefixes). */
import { cidr } from '../../kernel/ip/cidr.ts'
import { removedPrefixes, replacedPrefixes } from '../ipam/subnet-pools.ts'
import type { NetworkCall } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { completedPools } from './completed-pools.usecase.ts'
import { requireNoDefault } from './create-subnetpools.usecase.ts'
import { requireOwnScope, requireScope } from './scope-of-pool.usecase.ts'
import { subnetpoolRows, subnetsOfPool } from './subnetpools.store.ts'
import { boundColumns, prefixTexts, type Pool, type PoolChanges } from './subnetpools.ts'

/** @throws Fault 400, 404, 409 */
export async function updateSubnetpool(
  call: NetworkCall,
  now: Pool,
  changes: PoolChanges,
): Promise<Pool> {
  const { tx, env } = call
  const version = now.ip_version
  const had = now.prefixes.map(cidr)
  const prefixes = changes.prefixes === undefined ? had : replacedPrefixes(had, changes.prefixes)
  const bounds = boundColumns(version, { ...now, ...changes })
  if (changes.is_default === true && !now.is_default) await requireNoDefault(call, version)
  await requireOwnScope(call, now.id, now.address_scope_id)
  const { address_scope_id: scope = now.address_scope_id } = changes
  await requireScope(call, { id: now.id, version, prefixes }, scope)
  const row = await subnetpoolRows.change(
    tx,
    now,
    { ...changes, ...bounds, prefixes: prefixTexts(prefixes) },
    secondsNow(env.clock),
    // Upstream deletes the prefixes and makes them anew, which is a change though they be the same.
    true,
  )
  return (await completedPools(call, [row]))[0]!
}

/** The prefixes that are left. @throws Fault IllegalSubnetPoolPrefixUpdate */
export async function removePrefixes(
  { tx, env }: NetworkCall,
  now: Pool,
  texts: readonly string[],
): Promise<readonly string[]> {
  const used = (await subnetsOfPool(tx, now.id)).map((subnet) => cidr(subnet.cidr))
  const left = prefixTexts(removedPrefixes(now.prefixes.map(cidr), texts, used))
  await subnetpoolRows.change(tx, now, { prefixes: left }, secondsNow(env.clock))
  return left
}
