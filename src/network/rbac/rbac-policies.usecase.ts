/**
 * Makes, changes and deletes RBAC policies, as far as nobody loses what he uses. Source:
 * openstack/neutron neutron/db/rbac_db_mixin.py, neutron/objects/rbac_db.py,
 * neutron/db/db_base_plugin_v2.py (validate_network_rbac_policy_change), neutron/db/external_net_db.py.
 */
import type { NetworkCall } from '../operation.ts'
import { portsOf } from '../ports/of-network.store.ts'
import { externalInUse } from '../networks/networks.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { requireSharedScope } from '../subnetpools/scope-of-pool.usecase.ts'
import { subnetpoolRows } from '../subnetpools/subnetpools.store.ts'
import { secondsNow } from '../times.ts'
import { ACCESS_EXTERNAL, ACCESS_SHARED, EVERYBODY } from './grants.ts'
import { grantsOf, otherTargets } from './grants.store.ts'
import {
  insertPolicy,
  lockPoliciesOf,
  ownerOf,
  policyRows,
  projectsUsing,
  retarget,
  setExternal,
  touchObject,
} from './rbac-policies.store.ts'
import {
  noSuchObject,
  notOwner,
  policyExists,
  detailsOf,
  isLost,
  policyInUse,
  refuseAction,
  type PolicyChanges,
  type PostedPolicy,
  type RbacPolicy,
} from './rbac-policies.ts'
import { shareableOf, type Shareable } from './shareable.ts'

/** @throws Fault 400, 409 */
export async function createPolicies(
  call: NetworkCall,
  posted: readonly PostedPolicy[],
): Promise<RbacPolicy[]> {
  const made: RbacPolicy[] = []
  for (const one of posted) {
    const shareable = shareableOf(one.object_type)!
    refuseAction(shareable, one.action)
    await requireOwned(call, shareable, one.object_id)
  }
  await takeQuotas(call, 'rbac_policy', posted)
  for (const one of posted) made.push(await createPolicy(call, one))
  return made
}

async function createPolicy(call: NetworkCall, posted: PostedPolicy): Promise<RbacPolicy> {
  const { tx, env } = call
  await lockPoliciesOf(tx, posted.object_id)
  await requireScopeOfPool(call, posted)
  const policy = { ...posted, id: env.ids.uuid() }
  if (!(await insertPolicy(tx, policy))) throw policyExists()
  const { object_type: type, object_id: id, action } = policy
  // To become external is a revision of its own.
  const isTurned = action === ACCESS_EXTERNAL && (await setExternal(tx, id, true))
  await touchObject(tx, shareableOf(type)!, id, secondsNow(env.clock), isTurned ? 2 : 1)
  return policy
}

/** A pool goes to those who have its address scope. @throws Fault 400 InvalidInput */
async function requireScopeOfPool(call: NetworkCall, posted: PostedPolicy): Promise<void> {
  if (posted.object_type !== 'subnetpool') return
  const pool = await subnetpoolRows.find(call.tx, posted.object_id)
  if (pool !== undefined) await requireSharedScope(call, pool, posted.target_tenant)
}

/** Who shares something owns it, or is an administrator. @throws Fault 400 */
async function requireOwned(
  { tx, ctx }: NetworkCall,
  shareable: Shareable,
  objectId: string,
): Promise<void> {
  const owner = await ownerOf(tx, shareable, objectId)
  if (owner === undefined) throw noSuchObject(shareable, objectId)
  if (!ctx.isAdmin && owner !== ctx.token.projectId) throw notOwner(shareable)
}

/** @throws Fault 400, 409 */
export async function updatePolicy(
  call: NetworkCall,
  now: RbacPolicy,
  { target_tenant: target = now.target_tenant }: PolicyChanges,
): Promise<RbacPolicy> {
  const { tx, env } = call
  const shareable = shareableOf(now.object_type)!
  await requireOwned(call, shareable, now.object_id)
  if (target === now.target_tenant) return now
  await lockPoliciesOf(tx, now.object_id)
  await refuseLoss(call, now, target)
  if (!(await retarget(tx, now, target))) throw policyExists()
  await touchObject(tx, shareable, now.object_id, secondsNow(env.clock))
  return { ...now, target_tenant: target }
}

/** @throws Fault 409 */
export async function deletePolicy(call: NetworkCall, now: RbacPolicy): Promise<void> {
  const { tx, env } = call
  await lockPoliciesOf(tx, now.object_id)
  await refuseLoss(call, now, undefined)
  await policyRows.remove(tx, [now.id])
  const { object_type: type, object_id: id, action } = now
  const isTurned = action === ACCESS_EXTERNAL && (await keepOrEndExternal(call, id))
  await touchObject(tx, shareableOf(type)!, id, secondsNow(env.clock), isTurned ? 2 : 1)
}

/**
 * Would somebody lose what he uses?
 * @param target who the policy is for afterwards, who does not count as one yet; undefined where it goes
 * @throws Fault 409 RbacPolicyInUse
 */
async function refuseLoss(
  { tx }: NetworkCall,
  { object_id: id, object_type: type, action, target_tenant: loser }: RbacPolicy,
  target: string | undefined,
): Promise<void> {
  if (action !== ACCESS_SHARED) return
  const shareable = shareableOf(type)!
  // What everybody is to have nobody loses; networks are judged before that is known.
  if (target === EVERYBODY && shareable.type !== 'network') return
  const owner = await ownerOf(tx, shareable, id)
  const targets = await otherTargets(tx, id, loser)
  if (isLost(shareable, owner, loser, targets, await projectsUsing(tx, shareable, id))) {
    throw policyInUse(id, detailsOf(shareable, id, loser))
  }
}

/**
 * A network that nobody may use as an external one is none. Says whether it was one.
 * @throws Fault 409 ExternalNetworkInUse
 */
async function keepOrEndExternal({ tx }: NetworkCall, networkId: string): Promise<boolean> {
  const grants = await grantsOf(tx, networkId)
  if (grants.some(({ action }) => action === ACCESS_EXTERNAL)) return false
  const ports = await portsOf(tx, networkId)
  if (ports.some((port) => port.device_owner === 'network:router_gateway')) {
    throw externalInUse(networkId)
  }
  return setExternal(tx, networkId, false)
}
