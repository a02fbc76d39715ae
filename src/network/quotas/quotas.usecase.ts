import type { NetworkCall } from '../operation.ts'
import { belowUsage, stockQuota, UNLIMITED, type QuotaChanges } from './quotas.ts'
import { isCounted, QUOTA_RESOURCES, type QuotaResource } from './resources.ts'
import { countUsage, lockUsage, ownQuotas, setQuota } from './usage.store.ts'

interface Detail {
  readonly limit: number
  readonly used: number
  /** Nothing is ever half made: what is taken is taken in the transaction that makes it. */
  readonly reserved: number
}

/** What a project may have and what it has. */
export async function quotaDetails(
  call: NetworkCall,
  projectId: string,
): Promise<Readonly<Record<string, Detail>>> {
  const own = await ownQuotas(call.tx, projectId)
  const details: Record<string, Detail> = {}
  for (const resource of QUOTA_RESOURCES) {
    const limit = own.get(resource) ?? stockQuota(call.env.options, resource)
    details[resource] = { limit, used: await used(call, projectId, resource), reserved: 0 }
  }
  return details
}

/** @throws Fault 400 where the project has more than it then may */
export async function setQuotas(
  call: NetworkCall,
  projectId: string,
  { quotas, isForced }: QuotaChanges,
): Promise<void> {
  for (const [resource, quota] of quotas) {
    if (!isForced && quota !== UNLIMITED) {
      if (isCounted(resource)) await lockUsage(call.tx, projectId, resource)
      const now = await used(call, projectId, resource)
      if (now > quota) throw belowUsage(resource, quota, now)
    }
    await setQuota(call.tx, projectId, resource, quota)
  }
}

async function used(
  { tx }: NetworkCall,
  projectId: string,
  resource: QuotaResource,
): Promise<number> {
  return isCounted(resource) ? countUsage(tx, projectId, resource) : 0
}
