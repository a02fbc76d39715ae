/**
 * What a project may have is checked in the transaction that makes more of it.
 * Source: openstack/nova nova/compute/utils.py (check_num_instances_quota), nova/compute/api.py
 * (_check_injected_file_quota, _check_metadata_properties_quota, _check_key_pair_quotas).
 */
import { forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { Server } from '../servers/server.ts'
import { limitsFor } from './limits.store.ts'
import {
  countsByUser,
  difference,
  fitting,
  isBeyond,
  leastOf,
  NOTHING,
  times,
  tooManyKeyPairs,
  type Owner,
  type ServerAmounts,
  type WantedServers,
} from './quota.ts'
import { countServers } from './usage.store.ts'

/**
 * Counts servers that are about to be made, or to come back, and says how many: `max`, or fewer where
 * the quotas have room for no more, but at least `min`. Exact however many ask at once: they wait for
 * one another until the end of the unit, so call it before rows are locked that others may hold.
 * @param owner whose servers they are: the context of a request, or who owns the server
 * @param wanted cores and MiB of each
 * @throws Fault 403
 */
export async function takeServerQuota(
  tx: Tx,
  owner: Owner,
  wanted: WantedServers,
): Promise<number> {
  const most = times(wanted.max, wanted)
  const held = await countServers(tx, owner, most)
  const limits = await limitsFor(tx, owner)
  const project = { held: difference(held.project, most), limits: limits.project }
  const user = { held: difference(held.user, most), limits: limits.user }
  const count = fitting({ project, user: countsByUser(limits) ? user : undefined }, wanted)
  if (count < wanted.max) await countServers(tx, owner, times(count - wanted.max, wanted))
  return count
}

type Counted = Pick<
  Server,
  'project_id' | 'user_id' | 'vcpus' | 'memory_mb' | 'vm_state' | 'task_state' | 'deleted'
>

/**
 * Counts anew a server that was changed: it was deleted, its state was set, its flavor is another.
 * One that is softly deleted holds nothing, until it is being restored; to restore one, take its
 * quota first.
 * @param after undefined where it is gone
 */
export async function recountServer(
  tx: Tx,
  before: Counted,
  after: Counted | undefined,
): Promise<void> {
  const change = difference(amountsOf(after), amountsOf(before))
  if (change.instances === 0 && change.cores === 0 && change.ram === 0) return
  await countServers(tx, { projectId: before.project_id, userId: before.user_id }, change)
}

function amountsOf(server: Counted | undefined): ServerAmounts {
  if (server === undefined || server.deleted !== 0) return NOTHING
  if (server.vm_state === 'soft-delete' && server.task_state !== 'restoring') return NOTHING
  return { instances: 1, cores: server.vcpus, ram: server.memory_mb }
}

/**
 * @param count how many items a server has then
 * @throws Fault 403
 */
export async function refuseTooMuchMetadata(tx: Tx, owner: Owner, count: number): Promise<void> {
  const limits = await limitsFor(tx, owner)
  if (!isBeyond(limits, 'metadata_items', count)) return
  const { metadata_items: most } = limits.project
  throw forbidden(`Maximum number of metadata items exceeds ${most}`)
}

/**
 * The same of an image, which Compute bounds by the quota of servers.
 * @throws Fault 403
 */
export async function refuseTooMuchImageMetadata(
  tx: Tx,
  owner: Owner,
  count: number,
): Promise<void> {
  const limits = await limitsFor(tx, owner)
  if (isBeyond(limits, 'metadata_items', count)) throw forbidden('Image metadata limit exceeded')
}

/** A file that a server gets when it is made. */
export interface InjectedFile {
  readonly path: string
  /** Of the Base64 that was sent, which upstream counts as it is. */
  readonly bytes: number
}

/** @throws Fault 403 */
export async function refuseTooManyFiles(
  tx: Tx,
  owner: Owner,
  files: readonly InjectedFile[],
): Promise<void> {
  if (files.length === 0) return
  const limits = await limitsFor(tx, owner)
  if (isBeyond(limits, 'injected_files', files.length)) {
    throw forbidden('Personality file limit exceeded')
  }
  const longest = Math.max(...files.map(({ path }) => [...path].length))
  if (isBeyond(limits, 'injected_file_path_bytes', longest)) {
    const most = limits.project.injected_file_path_bytes
    throw forbidden(`Personality file path exceeds maximum ${most}`)
  }
  const largest = Math.max(...files.map(({ bytes }) => bytes))
  if (isBeyond(limits, 'injected_file_content_bytes', largest)) {
    const most = limits.project.injected_file_content_bytes
    throw forbidden(`Personality file content exceeds maximum ${most}`)
  }
}

/**
 * @param owner who asks; the pairs may be another user's
 * @param count how many pairs their user has then, whatever the project
 * @throws Fault 403
 */
export async function refuseTooManyKeyPairs(tx: Tx, owner: Owner, count: number): Promise<void> {
  const most = leastOf(await limitsFor(tx, owner), 'key_pairs')
  if (most >= 0 && count > most) throw tooManyKeyPairs()
}
