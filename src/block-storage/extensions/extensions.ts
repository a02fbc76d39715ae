/** Those of the real service, in its order. Facts of openstack/cinder cinder/api/contrib. */
export interface Extension {
  readonly name: string
  readonly alias: string
  readonly description: string
  readonly updated: string
}

function extension(name: string, alias: string, description: string, updated: string): Extension {
  return { name, alias, description, updated }
}

export const EXTENSIONS: readonly Extension[] = [
  extension(
    'VolumeImageMetadata',
    'os-vol-image-meta',
    'Show image metadata associated with the volume.',
    '2012-12-07T00:00:00+00:00',
  ),
  extension(
    'VolumeUnmanage',
    'os-volume-unmanage',
    'Enable volume unmanage operation.',
    '2012-05-31T00:00:00+00:00',
  ),
  extension(
    'UsedLimits',
    'os-used-limits',
    'Provide data on limited resources that are being used.',
    '2013-10-03T00:00:00+00:00',
  ),
  extension(
    'AdminActions',
    'os-admin-actions',
    'Enable admin actions.',
    '2012-08-25T00:00:00+00:00',
  ),
  extension('Cgsnapshots', 'cgsnapshots', 'cgsnapshots support.', '2014-08-18T00:00:00+00:00'),
  extension(
    'TypesExtraSpecs',
    'os-types-extra-specs',
    'Type extra specs support.',
    '2011-08-24T00:00:00+00:00',
  ),
  extension(
    'SnapshotUnmanage',
    'os-snapshot-unmanage',
    'Enable volume unmanage operation.',
    '2014-12-31T00:00:00+00:00',
  ),
  extension(
    'VolumeTypeEncryption',
    'encryption',
    'Encryption support for volume types.',
    '2013-07-01T00:00:00+00:00',
  ),
  extension(
    'VolumeEncryptionMetadata',
    'os-volume-encryption-metadata',
    'Volume encryption metadata retrieval support.',
    '2013-07-10T00:00:00+00:00',
  ),
  extension(
    'Consistencygroups',
    'consistencygroups',
    'consistency groups support.',
    '2014-08-18T00:00:00+00:00',
  ),
  extension(
    'SnapshotActions',
    'os-snapshot-actions',
    'Enable snapshot manager actions.',
    '2013-07-16T00:00:00+00:00',
  ),
  extension('Backups', 'backups', 'Backups support.', '2012-12-12T00:00:00+00:00'),
  extension('Quotas', 'os-quota-sets', 'Quota management support.', '2011-08-08T00:00:00+00:00'),
  extension(
    'VolumeActions',
    'os-volume-actions',
    'Enable volume actions.',
    '2012-05-31T00:00:00+00:00',
  ),
  extension(
    'QuotaClasses',
    'os-quota-class-sets',
    'Quota classes management support.',
    '2012-03-12T00:00:00+00:00',
  ),
  extension(
    'AvailabilityZones',
    'os-availability-zone',
    'Describe Availability Zones.',
    '2013-06-27T00:00:00+00:00',
  ),
  extension(
    'VolumeTypeAccess',
    'os-volume-type-access',
    'Volume type access support.',
    '2014-06-26T00:00:00Z',
  ),
  extension('Services', 'os-services', 'Services support.', '2012-10-28T00:00:00-00:00'),
  extension('Hosts', 'os-hosts', 'Admin-only host administration.', '2011-06-29T00:00:00+00:00'),
  extension('TypesManage', 'os-types-manage', 'Types manage support.', '2011-08-24T00:00:00+00:00'),
  extension(
    'ExtendedSnapshotAttributes',
    'os-extended-snapshot-attributes',
    'Extended SnapshotAttributes support.',
    '2012-06-19T00:00:00+00:00',
  ),
  extension(
    'SnapshotManage',
    'os-snapshot-manage',
    "Allows existing backend storage to be 'managed' by Cinder.",
    '2014-12-31T00:00:00+00:00',
  ),
  extension('Qos_specs_manage', 'qos-specs', 'QoS specs support.', '2013-08-02T00:00:00+00:00'),
  extension(
    'VolumeHostAttribute',
    'os-vol-host-attr',
    'Expose host as an attribute of a volume.',
    '2011-11-03T00:00:00+00:00',
  ),
  extension(
    'Scheduler_stats',
    'scheduler-stats',
    'Scheduler stats support.',
    '2014-09-07T00:00:00+00:00',
  ),
  extension(
    'VolumeManage',
    'os-volume-manage',
    "Allows existing backend storage to be 'managed' by Cinder.",
    '2014-02-10T00:00:00+00:00',
  ),
  extension(
    'VolumeMigStatusAttribute',
    'os-vol-mig-status-attr',
    'Expose migration_status as an attribute of a volume.',
    '2013-08-08T00:00:00+00:00',
  ),
  extension(
    'VolumeTransfer',
    'os-volume-transfer',
    'Volume transfer management support.',
    '2013-05-29T00:00:00+00:00',
  ),
  extension(
    'VolumeTenantAttribute',
    'os-vol-tenant-attr',
    'Expose the internal project_id as an attribute of a volume.',
    '2011-11-03T00:00:00+00:00',
  ),
  extension(
    'SchedulerHints',
    'OS-SCH-HNT',
    'Pass arbitrary key/value pairs to the scheduler.',
    '2013-04-18T00:00:00+00:00',
  ),
  extension(
    'ExtendedServices',
    'os-extended-services',
    'Extended services support.',
    '2014-01-10T00:00:00-00:00',
  ),
  extension('Capabilities', 'capabilities', 'Capabilities support.', '2015-08-31T00:00:00+00:00'),
]
