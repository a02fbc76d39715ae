import type { Service } from '../kernel/service.ts'
import { attachmentOperations } from './attachments/attachments.ops.ts'
import { attachmentRules } from './attachments/policies.ts'
import { availabilityZoneOperations } from './availability-zones/availability-zones.ops.ts'
import { backendOperations } from './backends/backends.ops.ts'
import { backupActionOperations } from './backups/actions.ops.ts'
import { backupOperations } from './backups/backups.ops.ts'
import { backupRules } from './backups/backups.policies.ts'
import { backupRecordOperations } from './backups/records.ops.ts'
import { clusterOperations } from './clusters/clusters.ops.ts'
import { defaultTypeOperations } from './default-types/default-types.ops.ts'
import { dialect } from './dialect.ts'
import { encryptionOperations } from './encryption/encryption.ops.ts'
import { encryptionRules } from './encryption/policies.ts'
import { extensionOperations } from './extensions/extensions.ops.ts'
import { cgsnapshotOperations } from './cgsnapshots/cgsnapshots.ops.ts'
import { consistencyGroupOperations } from './consistencygroups/consistencygroups.ops.ts'
import { groupSnapshotOperations } from './group-snapshots/group-snapshots.ops.ts'
import { groupSnapshotRules } from './group-snapshots/group-snapshots.policies.ts'
import { groupActionOperations } from './groups/actions.ops.ts'
import { groupOperations } from './groups/groups.ops.ts'
import { groupRules } from './groups/groups.policies.ts'
import { replicationOperations } from './groups/replication.ops.ts'
import { groupSpecOperations } from './group-types/group-specs.ops.ts'
import { groupTypeOperations } from './group-types/group-types.ops.ts'
import { groupTypeRules } from './group-types/group-types.policies.ts'
import { hostOperations } from './hosts/hosts.ops.ts'
import { imageMetadataOperations } from './image-metadata/image-metadata.ops.ts'
import { imageMetadataRules } from './image-metadata/policies.ts'
import { limitOperations, limitRules } from './limits/limits.ops.ts'
import { manageOperations } from './manageable-volumes/manageable-volumes.ops.ts'
import { messageOperations } from './messages/messages.ops.ts'
import { CHECKS, type BlockStorageEnv } from './operation.ts'
import { baseRules, CONTEXT_IS_ADMIN } from './base-rules.ts'
import { qosAssociationOperations } from './qos-specs/associations.ops.ts'
import { qosSpecsOperations } from './qos-specs/qos-specs.ops.ts'
import { quotaClassSetOperations } from './quota-class-sets/quota-class-sets.ops.ts'
import { quotaSetOperations } from './quota-sets/quota-sets.ops.ts'
import { resourceFilterOperations } from './resource-filters/resource-filters.ops.ts'
import { replicationRules } from './services/replication.ops.ts'
import { serviceOperations } from './services/services.ops.ts'
import { snapshotActionOperations } from './snapshots/actions.ops.ts'
import { snapshotMetadataOperations } from './snapshots/metadata.ops.ts'
import { snapshotManageOperations } from './snapshots/manage.ops.ts'
import { revertOperations } from './snapshots/revert.ops.ts'
import { snapshotOperations } from './snapshots/snapshots.ops.ts'
import { snapshotRules } from './snapshots/snapshots.policies.ts'
import { V2, V3 } from './versions/version.ts'
import { transferOperations } from './transfers/transfers.ops.ts'
import { blockStorageVersionOperations } from './versions/versions.ops.ts'
import { typeAccessOperations } from './volume-types/access.ops.ts'
import { extraSpecOperations } from './volume-types/extra-specs.ops.ts'
import { volumeTypeRules } from './volume-types/policies.ts'
import { volumeTypeOperations } from './volume-types/volume-types.ops.ts'
import { workerOperations } from './workers/workers.ops.ts'
import { volumeActionOperations } from './volumes/actions.ops.ts'
import { attachOperations } from './volumes/attach.ops.ts'
import { createOperations } from './volumes/create.ops.ts'
import { volumeEncryptionOperations } from './volumes/encryption.ops.ts'
import { volumeFlagOperations } from './volumes/flags.ops.ts'
import { imagingOperations } from './volumes/imaging.ops.ts'
import { imagingRules } from './volumes/imaging.policies.ts'
import { movingOperations } from './volumes/moving.ops.ts'
import { volumeMetadataOperations } from './volumes/metadata.ops.ts'
import { volumeOperations } from './volumes/volumes.ops.ts'
import { volumeRules } from './volumes/volumes.policies.ts'
import { DEPRECATED_RULES } from './deprecated-rules.ts'

/** Block storage, the API that cinder speaks: v3, and v2 as it was to the end. */
export const blockStorage: Service<BlockStorageEnv, 'block-storage'> = {
  type: 'block-storage',
  title: 'Block Storage',
  project: 'cinder',
  description: 'Volumes, their types and quotas.',
  defaultPort: 8776,
  sharedPath: '/volume',
  mounts: [V3, V2],
  catalog: [
    { type: 'block-storage', name: 'cinder', path: '/v3', optional: true },
    { type: 'volumev3', name: 'cinderv3', path: '/v3/$(project_id)s', optional: true },
    { type: 'volumev2', name: 'cinderv2', path: '/v2/$(project_id)s', optional: true },
  ],
  microversions: {
    type: 'volume',
    entry: 'first containing type',
    notEchoed: ['1.0', '2.0'],
    atRoot: V3,
  },
  dialect,
  cadf: { observer: 'service/storage/block' },
  jsonPaths: { kept: ['key'] },
  checks: CHECKS,
  adminRule: CONTEXT_IS_ADMIN,
  takesServiceTokens: true,
  deprecatedRules: DEPRECATED_RULES,
  rules: [
    ...baseRules,
    ...groupTypeRules,
    ...groupRules,
    ...groupSnapshotRules,
    ...volumeRules,
    ...attachmentRules,
    ...imagingRules,
    ...imageMetadataRules,
    ...snapshotRules,
    ...volumeTypeRules,
    ...encryptionRules,
    ...limitRules,
    ...replicationRules,
    ...backupRules,
  ],
  operations: [
    ...blockStorageVersionOperations,
    ...volumeOperations,
    ...createOperations,
    ...volumeActionOperations,
    ...attachOperations,
    ...volumeFlagOperations,
    ...movingOperations,
    ...imagingOperations,
    ...imageMetadataOperations,
    ...attachmentOperations,
    ...volumeMetadataOperations,
    ...volumeEncryptionOperations,
    ...snapshotOperations,
    ...snapshotActionOperations,
    ...snapshotMetadataOperations,
    ...revertOperations,
    ...snapshotManageOperations,
    ...backupOperations,
    ...backupActionOperations,
    ...backupRecordOperations,
    ...transferOperations,
    ...groupTypeOperations,
    ...groupSpecOperations,
    ...groupOperations,
    ...groupActionOperations,
    ...replicationOperations,
    ...groupSnapshotOperations,
    ...consistencyGroupOperations,
    ...cgsnapshotOperations,
    ...volumeTypeOperations,
    ...extraSpecOperations,
    ...typeAccessOperations,
    ...encryptionOperations,
    ...defaultTypeOperations,
    ...qosSpecsOperations,
    ...qosAssociationOperations,
    ...quotaSetOperations,
    ...quotaClassSetOperations,
    ...limitOperations,
    ...availabilityZoneOperations,
    ...extensionOperations,
    ...serviceOperations,
    ...hostOperations,
    ...backendOperations,
    ...resourceFilterOperations,
    ...messageOperations,
    ...manageOperations,
    ...clusterOperations,
    ...workerOperations,
  ],
  // `project_id_regex`: otherwise `/v3/volumes/detail` could be a project and its volume.
  projectIdPattern: /^[0-9a-f-]+$/,
  // Source: cinder/common/config.py.
  cors: {
    allowMethods: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD'],
    allowHeaders: [
      'X-Auth-Token',
      'X-Identity-Status',
      'X-Roles',
      'X-Service-Catalog',
      'X-User-Id',
      'X-Tenant-Id',
      'X-OpenStack-Request-ID',
      'X-Trace-Info',
      'X-Trace-HMAC',
      'OpenStack-API-Version',
    ],
    exposeHeaders: [
      'X-Auth-Token',
      'X-Subject-Token',
      'X-Service-Token',
      'X-OpenStack-Request-ID',
      'OpenStack-API-Version',
    ],
  },
  // `max_request_body_size` of oslo.middleware.
  bodyLimit: 114_688,
}
