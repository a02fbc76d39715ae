import { version } from '../kernel/microversion.ts'

/**
 * Microversions by name, as in openstack/cinder cinder/api/microversions.py: those that handlers
 * compare with. Fields and operations that merely appear at a version say so in their declaration.
 */
export const MV = {
  /** `/v2`, and `/v3` where a client asks for nothing else. */
  BASE: version('3.0'),
  /** Images of volumes have a visibility, and may be protected. */
  UPLOAD_IMAGE_PARAMS: version('3.1'),
  /** Boolean filters accept only what reads as a boolean. */
  VOLUME_LIST_BOOTABLE: version('3.2'),
  VOLUME_LIST_GLANCE_METADATA: version('3.4'),
  MESSAGES_PAGINATION: version('3.5'),
  /** Consistency groups may get an empty name. */
  CG_UPDATE_BLANK_PROPERTIES: version('3.6'),
  VOLUME_LIST_GROUP: version('3.10'),
  ETAGS: version('3.15'),
  SNAPSHOT_LIST_METADATA_FILTER: version('3.22'),
  VOLUME_DELETE_FORCE: version('3.23'),
  /** A cluster may be named where hosts are. */
  VOLUME_MIGRATE_CLUSTER: version('3.16'),
  MANAGE_EXISTING_CLUSTER: version('3.17'),
  REPLICATION_CLUSTER: version('3.26'),
  /** Groups show their volumes where clients ask for them. */
  GROUP_VOLUME_LIST: version('3.25'),
  /** Lists of group snapshots have pages and filters. */
  GROUP_SNAPSHOT_PAGINATION: version('3.29'),
  /** Pools can be filtered by name, and from 3.35 on by the volume type they suit. */
  POOL_FILTER: version('3.28'),
  /** Snapshots can be sorted by name. */
  SNAPSHOT_SORT: version('3.30'),
  /** Filters come from a configured list and unknown ones are refused. */
  RESOURCE_FILTER: version('3.31'),
  LIKE_FILTER: version('3.34'),
  POOL_TYPE_FILTER: version('3.35'),
  BACKUP_SORT_NAME: version('3.37'),
  VOLUME_SUMMARY_METADATA: version('3.36'),
  /** An administrator may ask for the limits of another project. */
  LIMITS_ADMIN_FILTER: version('3.39'),
  VOLUME_EXTEND_INUSE: version('3.42'),
  BACKUP_METADATA: version('3.43'),
  SUPPORT_COUNT_INFO: version('3.45'),
  /** An image of a server that was booted from a volume stands for a snapshot. */
  SUPPORT_NOVA_IMAGE: version('3.46'),
  BACKUP_AZ: version('3.51'),
  SUPPORT_VOLUME_TYPE_FILTER: version('3.52'),
  /** Lists of transfers have pages. */
  TRANSFER_PAGINATION: version('3.59'),
  VOLUME_TIME_COMPARISON_FILTER: version('3.60'),
  VOLUME_TYPE_ID_IN_VOLUME_DETAIL: version('3.63'),
  USE_QUOTA: version('3.65'),
  /** Volumes in use have snapshots made without `force`. */
  SNAPSHOT_IN_USE: version('3.66'),
  SHARED_TARGETS_TRISTATE: version('3.69'),
  TRANSFER_ENCRYPTED_VOLUME: version('3.70'),
  LATEST: version('3.71'),
} as const
