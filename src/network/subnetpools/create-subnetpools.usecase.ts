/** Makes pools of subnets. Source: neutron/db/db_base_plugin_v2.py (create_subnetpool). */
import type { IpVersion } from '../../kernel/ip/address.ts'
import { invalidInput } from '../faults.ts'
import { poolPrefixes } from '../ipam/subnet-pools.ts'
import { grantToAll } from '../networks/grant-to-all.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { ACCESS_SHARED, EVERYBODY } from '../rbac/grants.ts'
import { secondsNow } from '../times.ts'
import { completedPools } from './completed-pools.usecase.ts'
import { requireScope, requireSharedScope } from './scope-of-pool.usecase.ts'
import { defaultPoolId, lockDefault, subnetpoolRows } from './subnetpools.store.ts'
import { boundColumns, prefixTexts, type Pool, type PostedPool } from './subnetpools.ts'

/** @throws Fault 400, 404, 409 */
export async function createSubnetpools(
  call: NetworkCall,
  posted: readonly PostedPool[],
): Promise<Pool[]> {
  await takeQuotas(call, 'subnetpool', posted)
  const made: Pool[] = []
  for (const one of posted) made.push(await createSubnetpool(call, one))
  return made
}

async function createSubnetpool(call: NetworkCall, posted: PostedPool): Promise<Pool> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const prefixes = poolPrefixes(posted.prefixes)
  const { version } = prefixes[0]!
  const bounds = boundColumns(version, posted)
  if (posted.is_default) await requireNoDefault(call, version)
  const id = env.ids.uuid()
  const { shared, ...given } = posted
  const { address_scope_id: scope = null, default_quota: quota = null } = posted
  await requireScope(call, { id, version, prefixes }, scope)
  const row = {
    ...given,
    ...bounds,
    id,
    ip_version: version,
    prefixes: prefixTexts(prefixes),
    address_scope_id: scope,
    default_quota: quota,
    ...{ tags: [], created_at: at, updated_at: at, revision_number: 0 },
  }
  await subnetpoolRows.insert(tx, [row])
  if (shared) {
    await requireSharedScope(call, row, EVERYBODY)
    await grantToAll(call, row, ACCESS_SHARED, 'subnetpool')
  }
  return (await completedPools(call, [row]))[0]!
}

/** @throws Fault InvalidInput */
export async function requireNoDefault({ tx }: NetworkCall, version: IpVersion): Promise<void> {
  await lockDefault(tx, version)
  if ((await defaultPoolId(tx, version, [])) === undefined) return
  throw invalidInput(
    'A default subnetpool for this IP family has already been set. Only one default may exist per ' +
      'IP family',
  )
}
