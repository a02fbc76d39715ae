/**
 * What a project may have is checked in the transaction that makes more of it. Source:
 * openstack/neutron neutron/db/quota/driver.py (limit_check), neutron/quota/__init__.py.
 */
import type { Tx } from '../../storage/database.ts'
import type { NetworkOptions } from '../options.ts'
import { overQuota, stockQuota } from './quotas.ts'
import type { CountedResource, QuotaResource } from './resources.ts'
import { countUsage, lockUsage, ownQuotas } from './usage.store.ts'

interface Call {
  readonly tx: Tx
  readonly env: { readonly options: Pick<NetworkOptions, 'quotas' | 'defaultQuota'> }
}

export interface Wanted {
  readonly projectId: string
  readonly resource: CountedResource
  readonly count: number
}

/** @throws Fault 409 OverQuota, where the project then had more than it may */
export async function takeQuota(call: Call, wanted: Wanted): Promise<void> {
  const { projectId, resource, count } = wanted
  const quota = await quotaOf(call, projectId, resource)
  if (quota < 0) return
  await lockUsage(call.tx, projectId, resource)
  const used = await countUsage(call.tx, projectId, resource)
  if (used + count > quota) throw overQuota([resource])
}

/** The same for items of several projects. */
export async function takeQuotas(
  call: Call,
  resource: CountedResource,
  items: readonly { readonly project_id: string }[],
): Promise<void> {
  const counts = new Map<string, number>()
  for (const { project_id: id } of items) counts.set(id, (counts.get(id) ?? 0) + 1)
  // In one order, so that two who want to wait for each other do not.
  for (const projectId of [...counts.keys()].toSorted()) {
    await takeQuota(call, { projectId, resource, count: counts.get(projectId)! })
  }
}

/**
 * Of what only one resource has: its routes, say. Those of others do not count.
 * @throws Fault 409 OverQuota
 */
export async function requireWithinQuota(
  call: Call,
  { projectId, resource, count }: Omit<Wanted, 'resource'> & { readonly resource: QuotaResource },
): Promise<void> {
  const quota = await quotaOf(call, projectId, resource)
  if (quota >= 0 && count > quota) throw overQuota([resource])
}

/** How many more a project may have now; without end where it may have any number. */
export async function roomFor(
  call: Call,
  projectId: string,
  resource: CountedResource,
): Promise<number> {
  const quota = await quotaOf(call, projectId, resource)
  return quota < 0 ? Infinity : quota - (await countUsage(call.tx, projectId, resource))
}

/** -1 is as many as it likes. */
async function quotaOf(
  { tx, env: { options } }: Call,
  projectId: string,
  resource: QuotaResource,
): Promise<number> {
  const own = await ownQuotas(tx, projectId)
  return own.get(resource) ?? stockQuota(options, resource)
}
