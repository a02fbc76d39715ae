import type { Tx } from '../../storage/database.ts'
import { countServerGroups } from '../server-groups/server-groups.store.ts'
import { limitsFor, setLimits, sumsOfUsers } from './limits.store.ts'
import {
  QUOTA_RESOURCES,
  refuseUnsettable,
  type Limits,
  type Owner,
  type QuotaDetail,
  type QuotaResource,
  type Settable,
} from './quota.ts'
import { heldBy, lockUsage } from './usage.store.ts'

/** Of a project, where `userId` is empty, or of one of its users. */
type Holder = Owner

type ByResource<Value> = Readonly<Record<QuotaResource, Value>>

function forEach<Value>(of: (resource: QuotaResource) => Value): ByResource<Value> {
  const entries = QUOTA_RESOURCES.map((resource) => [resource, of(resource)])
  return Object.fromEntries(entries) as ByResource<Value>
}

/**
 * What is in use. Key pairs and the members of server groups are always shown as none, which are
 * counted otherwise (nova/quota.py, _get_usages).
 */
async function usageOf(tx: Tx, holder: Holder): Promise<ByResource<number>> {
  const side = holder.userId === '' ? 'project' : 'user'
  const servers = (await heldBy(tx, holder))[side]
  const groups = await countServerGroups(tx, holder)
  const used: Partial<Limits> = { ...servers, server_groups: groups[side] }
  return forEach((resource) => used[resource] ?? 0)
}

/** What a project or user may have, and what is in use of it. */
export async function quotaDetails(tx: Tx, holder: Holder): Promise<ByResource<QuotaDetail>> {
  const { user: limits } = await limitsFor(tx, holder)
  const used = await usageOf(tx, holder)
  return forEach((resource) => ({ limit: limits[resource], in_use: used[resource], reserved: 0 }))
}

interface Change {
  readonly limits: ReadonlyMap<QuotaResource, number>
  /** Also below what is in use, or beyond what the project has left. */
  readonly isForced: boolean
}

/** @throws Fault 400 */
export async function changeQuotas(
  tx: Tx,
  holder: Holder,
  { limits, isForced }: Change,
): Promise<void> {
  await lockUsage(tx, holder.projectId)
  if (!isForced) {
    const settable = await settableQuotas(tx, holder)
    for (const [resource, limit] of limits) refuseUnsettable(resource, limit, settable[resource])
  }
  await setLimits(tx, holder, limits)
}

/**
 * Users share what their project has: what one may be given is what the others have not been. A
 * project gets no less than its users have. Sums of -1 are as upstream computes them.
 * Source: nova/quota.py (get_settable_quotas).
 */
async function settableQuotas(tx: Tx, holder: Holder): Promise<ByResource<Settable>> {
  const { project, ofUser } = await limitsFor(tx, holder)
  const used = await usageOf(tx, holder)
  const given = await sumsOfUsers(tx, holder.projectId)
  return forEach((resource) => {
    const all = given[resource] ?? 0
    const left = project[resource] - all
    if (holder.userId === '') {
      const ofUsers = project[resource] < 0 || left < 0 ? -1 : all
      return { least: Math.max(ofUsers, used[resource]), most: -1 }
    }
    const own = ofUser[resource] ?? 0
    return { least: used[resource], most: left < 0 || own < 0 ? -1 : left + own }
  })
}
