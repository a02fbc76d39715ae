/**
 * Replication of groups: whose type says that they are kept in two places.
 * Source: openstack/cinder cinder/group/api.py (enable_replication and its like).
 */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'
import { isReplicated, type GroupType } from '../group-types/group-type.ts'
import type { VolumeType } from '../volume-types/volume-types.ts'
import { invalidVolume } from '../volumes/volume-actions.ts'
import type { Volume } from '../volumes/volume.ts'
import type { GroupStatus, ReplicationStatus } from './group-status.ts'
import { invalidGroup, type Group } from './group.ts'

export interface ReplicationAction {
  /** What the refusal says cannot be done. */
  readonly name: 'enable' | 'disable' | 'failover'
  readonly groups: readonly GroupStatus[]
  readonly from: readonly ReplicationStatus[]
  /** What becomes of a group and its volumes. */
  readonly to: ReplicationStatus
}

export const REPLICATION_ACTIONS = {
  enable: {
    name: 'enable',
    groups: ['available'],
    from: ['disabled', 'enabled'],
    to: 'enabled',
  },
  disable: {
    name: 'disable',
    groups: ['available', 'error'],
    from: ['enabled', 'error'],
    to: 'disabled',
  },
  failover: {
    name: 'failover',
    groups: ['available'],
    from: ['enabled', 'failed-over'],
    to: 'failed-over',
  },
} as const satisfies Record<string, ReplicationAction>

const VOLUMES = ['available', 'in-use']

/** @throws 400 where the group, or what its volumes are of, is kept in one place */
export function refuseUnreplicated(
  { id }: Pick<Group, 'id'>,
  type: GroupType,
  volumeTypes: readonly VolumeType[],
): void {
  if (!isReplicated(type)) {
    throw badRequest(`Invalid group type: Group ${id} is not a replication group type.`)
  }
  const plain = volumeTypes.find(
    ({ extraSpecs }) => extraSpecs.get('replication_enabled') !== '<is> True',
  )
  if (plain === undefined) return
  throw badRequest(
    `Invalid volume type: Volume type ${plain.id} does not have 'replication_enabled' spec key set ` +
      "to '<is> True'.",
  )
}

/** @throws 400 where the group or one of its volumes is in another state */
export function refuseReplication(
  action: ReplicationAction,
  group: Group,
  volumes: readonly Pick<Volume, 'id' | 'status' | 'replication_status'>[],
): void {
  const { name, groups, from } = action
  const refusal = (what: string, valid: readonly string[], current: string | null) =>
    `${what} must be ${repr(valid)}, but current status is: ${current ?? repr(null)}. ` +
    `Cannot ${name} replication.`
  const refuse = (fault: (reason: string) => Fault, reason: string): never => {
    throw fault(reason)
  }
  if (!groups.includes(group.status)) {
    refuse(invalidGroup, refusal(`Group ${group.id} status`, groups, group.status))
  }
  const { replication_status: replication } = group
  if (replication === null || !from.includes(replication)) {
    refuse(invalidGroup, refusal(`Group ${group.id} replication status`, from, replication))
  }
  for (const { id, status, replication_status: own } of volumes) {
    if (name !== 'disable' && !VOLUMES.includes(status)) {
      refuse(invalidVolume, refusal(`Volume ${id} status`, VOLUMES, status))
    }
    if (!from.some((valid) => valid === own)) {
      refuse(invalidVolume, refusal(`Volume ${id} replication status`, from, own))
    }
  }
}
