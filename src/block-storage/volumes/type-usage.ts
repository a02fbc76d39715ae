/**
 * What volumes and snapshots count for among those of a type. Source: openstack/cinder
 * cinder/quota_utils.py (get_volume_type_reservation).
 */
import type { Selectable } from 'kysely'
import type { SnapshotsTable, VolumesTable } from '../storage/tables.ts'

type Counted = Pick<
  Selectable<VolumesTable | SnapshotsTable>,
  'project_id' | 'volume_type_id' | 'size' | 'use_quota'
>

/** A demand on the quotas of a type alone. */
export interface TypeUsage {
  readonly projectId: string
  readonly volumeTypeId: string
  readonly amounts: { volumes: number; snapshots: number; gigabytes: number }
  readonly ofTypeOnly: true
}

/**
 * What a volume and its snapshots count for, by project and type, in an order that all share. A
 * snapshot counts for the project of whoever made it.
 * @param typeId of all of them, instead of the one that each has
 */
export function typeUsage(
  volume: Counted,
  snapshots: readonly Counted[],
  typeId?: string,
): TypeUsage[] {
  const usages = new Map<string, TypeUsage>()
  const add = (one: Counted, resource: 'volumes' | 'snapshots'): void => {
    if (one.use_quota !== 1) return
    const { project_id: projectId, volume_type_id: own, size } = one
    const volumeTypeId = typeId ?? own
    const key = `${projectId}/${volumeTypeId}`
    const amounts = { volumes: 0, snapshots: 0, gigabytes: 0 }
    const usage = usages.get(key) ?? { projectId, volumeTypeId, amounts, ofTypeOnly: true }
    usage.amounts[resource] += 1
    usage.amounts.gigabytes += size
    usages.set(key, usage)
  }
  add(volume, 'volumes')
  for (const snapshot of snapshots) add(snapshot, 'snapshots')
  return [...usages].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, usage]) => usage)
}
