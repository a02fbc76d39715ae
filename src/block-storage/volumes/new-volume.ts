import type { Insertable } from 'kysely'
import type { Caller } from '../caller.ts'
import type { VolumesTable } from '../storage/tables.ts'
import type { VolumeType } from '../volume-types/volume-types.ts'

/** What all new volumes have in common; whoever makes one says what is different. */
export function emptyVolume(made: {
  readonly id: string
  readonly now: string
  readonly ctx: Caller
  readonly type: VolumeType
}) {
  const { id, now, ctx, type } = made
  return {
    id,
    project_id: ctx.projectId,
    user_id: ctx.userId,
    previous_status: null,
    attach_status: 'detached',
    migration_status: null,
    cluster_name: null,
    service_uuid: null,
    // Until a backend has said more, the cautious answer.
    shared_targets: 1,
    volume_type_id: type.id,
    snapshot_id: null,
    source_volid: null,
    consistencygroup_id: null,
    group_id: null,
    bootable: 0,
    multiattach: isMultiattach(type) ? 1 : 0,
    encryption_key_id: null,
    replication_status: null,
    provider_id: null,
    use_quota: 1,
    created_at: now,
    updated_at: null,
    launched_at: null,
    readonly: null,
    attached_mode: null,
  } as const satisfies Partial<Insertable<VolumesTable>>
}

export function isMultiattach(type: VolumeType): boolean {
  return type.extraSpecs.get('multiattach') === '<is> True'
}
