/**
 * Takes the subnets of a network into a pool, with their prefixes. Source:
 * neutron/db/db_base_plugin_v2.py (onboard_network_subnets).
 */
import { forbidden } from '../../kernel/faults.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { overlaps } from '../../kernel/ip/range.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { among, EVERYTHING } from '../../kernel/lists/request.ts'
import { illegalSubnetPoolUpdate, subnetPoolNotFound } from '../faults.ts'
import { networkRows } from '../networks/networks.store.ts'
import { networkNotFound } from '../networks/networks.ts'
import type { NetworkCall } from '../operation.ts'
import { lockSubnetsOf, subnetRows } from '../subnets/subnets.store.ts'
import { visibleNetworks } from '../visibility.ts'
import { secondsNow } from '../times.ts'
import { completedPools } from './completed-pools.usecase.ts'
import { subnetpoolRows, subnetsOfPool } from './subnetpools.store.ts'
import { visiblePools, type Pool } from './subnetpools.ts'
import { updateSubnetpool } from './update-subnetpool.usecase.ts'

export interface Onboarded {
  readonly id: string
  readonly cidr: string
}

/** @returns the pool as it was when it was locked, too @throws Fault 400, 403, 404, 409 */
export async function onboard(
  call: NetworkCall,
  poolId: string,
  networkId: string,
): Promise<{ readonly pool: Pool; readonly subnets: Onboarded[] }> {
  const { tx, ctx, env } = call
  const network = await networkRows.find(tx, networkId, visibleNetworks(ctx))
  if (network === undefined) throw networkNotFound(networkId)
  if (!ctx.isAdmin && network.project_id !== ctx.token.projectId) {
    throw forbidden('Not authorized.', { type: 'NotAuthorized' })
  }
  // Who makes subnets locks their network before the pool, too.
  await lockSubnetsOf(tx, network.id)
  const row = await subnetpoolRows.find(tx, poolId, visiblePools(ctx), 'change')
  if (row === undefined) throw subnetPoolNotFound(poolId)
  const [pool] = await completedPools(call, [row])
  const subnets = await visibleSubnets(call, network.id, row.ip_version)
  await refuseConflicts(call, poolId, subnets)
  const prefixes = [...row.prefixes, ...subnets.map((one) => one.cidr)]
  await updateSubnetpool(call, pool!, { prefixes })
  const at = secondsNow(env.clock)
  for (const one of subnets) await subnetRows.change(tx, one, { subnetpool_id: row.id }, at)
  if (subnets.length > 0) await networkRows.touch(tx, [network.id], at)
  return { pool: pool!, subnets: subnets.map((one) => ({ id: one.id, cidr: one.cidr })) }
}

function visibleSubnets({ tx, ctx }: NetworkCall, networkId: string, version: number) {
  const conditions: Condition[] = [
    { kind: 'in', column: 'network_id', values: [networkId] },
    { kind: 'in', column: 'ip_version', values: [version] },
  ]
  return subnetRows.list(tx, among({ ...EVERYTHING, conditions }, visibleNetworks(ctx)))
}

async function refuseConflicts(
  { tx }: NetworkCall,
  poolId: string,
  subnets: readonly Onboarded[],
): Promise<void> {
  const taken = (await subnetsOfPool(tx, poolId)).map((one) => cidr(one.cidr))
  for (const subnet of subnets) {
    if (!taken.some((one) => overlaps(one, cidr(subnet.cidr)))) continue
    throw illegalSubnetPoolUpdate(
      `Onboarding subnet ${subnet.id}: ${subnet.cidr} conflicts with allocated prefixes in subnet ` +
        `pool ${poolId}`,
    )
  }
}
