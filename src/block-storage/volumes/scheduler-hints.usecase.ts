/** Which pools the hints of a client leave. */
import type { VolumePool } from '../../drivers/volume/interface.ts'
import type { Tx } from '../../storage/database.ts'
import { poolsOfVolumes } from './pools.store.ts'
import { readHints } from './scheduler-hints.ts'

/**
 * The pools among which a new volume may choose. Volumes of other projects are not looked at. No pool
 * is on a host of servers, so what shall lie beside a server lies nowhere.
 */
export async function poolsByHints(
  tx: Tx,
  pools: readonly VolumePool[],
  { projectId, sent }: { readonly projectId: string; readonly sent: unknown },
): Promise<readonly VolumePool[]> {
  const hints = readHints(sent)
  if (hints === undefined || hints.server !== undefined) return []
  const { same, different } = hints
  if (same.length + different.length === 0) return pools
  const near = await poolsOfVolumes(tx, { projectId, ids: same })
  const far = await poolsOfVolumes(tx, { projectId, ids: different })
  return pools
    .filter(({ name }) => same.length === 0 || near.has(name))
    .filter(({ name }) => !far.has(name))
}
