/**
 * What a snapshot is; what may be done to it when is in `snapshot-actions.ts`.
 * Source: openstack/cinder cinder/objects/snapshot.py, cinder/exception.py.
 */
import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import type { Caller } from '../caller.ts'
import type { SnapshotsTable } from '../storage/tables.ts'

/** Sizes in GiB, times as stored, booleans 0 and 1. */
export interface Snapshot extends Selectable<SnapshotsTable> {
  /** In the order in which the keys were added. */
  readonly metadata: Readonly<Record<string, string>>
}

/** The columns that answers show: a list of a thousand asks for no others. */
export const SHOWN_COLUMNS = [
  ...(['id', 'created_at', 'updated_at', 'name', 'description', 'volume_id', 'status'] as const),
  ...(['size', 'group_snapshot_id', 'user_id', 'use_quota', 'project_id', 'progress'] as const),
] as const satisfies readonly (keyof SnapshotsTable)[]

export type ShownSnapshot = Pick<Snapshot, (typeof SHOWN_COLUMNS)[number] | 'metadata'>

/** What calls that only touch a snapshot's metadata need to know of it. */
export type SnapshotHead = Pick<Snapshot, 'serial' | 'id' | 'project_id' | 'user_id' | 'created_at'>

/** What policies see of a snapshot. */
export function snapshotAttributes(snapshot: SnapshotHead): Record<string, unknown> {
  return { project_id: snapshot.project_id, user_id: snapshot.user_id }
}

/** Those of other projects are hidden from all but administrators. */
export function isVisible(ctx: Caller, { project_id }: SnapshotHead): boolean {
  return ctx.isAdmin || project_id === ctx.token.projectId
}

export function snapshotNotFound(id: string): Fault {
  return notFound(`Snapshot ${id} could not be found.`)
}

export function invalidSnapshot(reason: string): Fault {
  return badRequest(`Invalid snapshot: ${reason}`)
}

/** What a snapshot counts for: its GiB too, since `no_snapshot_gb_quota` is off by default. */
export function snapshotDemand({
  project_id: projectId,
  volume_type_id: volumeTypeId,
  size,
}: Pick<Snapshot, 'project_id' | 'volume_type_id' | 'size'>) {
  return { projectId, volumeTypeId, amounts: { snapshots: 1, gigabytes: size } }
}
