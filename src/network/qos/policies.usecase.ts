/** What is done with QoS policies. Source: openstack/neutron neutron/objects/qos/policy.py, rbac_db.py. */
import { qosPolicyDefaultAlreadyExists, qosPolicyInUse } from '../faults.ts'
import { grantToAll } from '../networks/grant-to-all.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { ACCESS_SHARED, EVERYBODY } from '../rbac/grants.ts'
import { deleteGrants, deleteGrantsOf, grantsOf, otherTargets } from '../rbac/grants.store.ts'
import { lockPoliciesOf, projectsUsing } from '../rbac/rbac-policies.store.ts'
import { detailsOf, isLost, policyInUse } from '../rbac/rbac-policies.ts'
import { shareableOf } from '../rbac/shareable.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { secondsNow } from '../times.ts'
import { completedQosPolicies } from './completed.usecase.ts'
import {
  defaultQosPolicyId,
  lockDefaultQosPolicy,
  qosPolicyRows,
  userOfQosPolicy,
} from './policies.store.ts'
import type { PostedQosPolicy, QosPolicy, QosPolicyChanges } from './policies.ts'

const TYPE = 'qos_policy'

/** @throws Fault QoSPolicyDefaultAlreadyExists */
export async function createQosPolicies(
  call: NetworkCall,
  posted: readonly PostedQosPolicy[],
): Promise<QosPolicy[]> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const rows = []
  for (const { shared, ...one } of posted) {
    const id = env.ids.uuid()
    if (one.is_default) await requireNoOtherDefault(call, { id, project_id: one.project_id })
    // To be the default one is a change of its own; to be shared is none.
    const revision = Number(one.is_default)
    const standard = { tags: [], created_at: at, updated_at: at, revision_number: revision }
    const row = { ...one, ...standard, id }
    await qosPolicyRows.insert(tx, [row])
    if (shared) await grantToAll(call, row, ACCESS_SHARED, TYPE)
    rows.push(row)
  }
  return completedQosPolicies(call, rows)
}

/** @throws Fault QoSPolicyDefaultAlreadyExists, RbacPolicyInUse */
export async function updateQosPolicy(
  call: NetworkCall,
  now: QosPolicy,
  { shared, ...changes }: QosPolicyChanges,
): Promise<QosPolicy> {
  if (changes.is_default) await requireNoOtherDefault(call, now)
  if (shared !== undefined) await share(call, now, shared)
  const row = await qosPolicyRows.change(call.tx, now, changes, secondsNow(call.env.clock))
  return (await completedQosPolicies(call, [row]))[0]!
}

/** @throws Fault QosPolicyInUse */
export async function deleteQosPolicy({ tx }: NetworkCall, { id }: QosPolicy): Promise<void> {
  const user = await userOfQosPolicy(tx, id)
  if (user !== undefined) throw qosPolicyInUse(id, user)
  await deleteGrantsOf(tx, [id])
  await deleteTagsOf(tx, [id])
  await qosPolicyRows.remove(tx, [id])
}

async function requireNoOtherDefault(
  { tx }: NetworkCall,
  { id, project_id: project }: Pick<QosPolicy, 'id' | 'project_id'>,
): Promise<void> {
  await lockDefaultQosPolicy(tx, project)
  const other = await defaultQosPolicyId(tx, project)
  if (other !== undefined && other !== id) throw qosPolicyDefaultAlreadyExists(project)
}

/** Shares it with everybody, or no longer. */
async function share(call: NetworkCall, now: QosPolicy, isShared: boolean): Promise<void> {
  const { tx } = call
  await lockPoliciesOf(tx, now.id)
  const all = (await grantsOf(tx, now.id)).filter(({ action }) => action === ACCESS_SHARED)
  if (all.some(({ target_project: target }) => target === EVERYBODY) === isShared) return
  if (isShared) {
    await grantToAll(call, now, ACCESS_SHARED, TYPE)
    return
  }
  const shareable = shareableOf(TYPE)!
  const targets = await otherTargets(tx, now.id, EVERYBODY)
  const users = await projectsUsing(tx, shareable, now.id)
  if (isLost(shareable, now.project_id, EVERYBODY, targets, users)) {
    throw policyInUse(now.id, detailsOf(shareable, now.id, EVERYBODY))
  }
  await deleteGrants(tx, now.id, ACCESS_SHARED, EVERYBODY)
}
