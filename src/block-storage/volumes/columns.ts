/** What lists of volumes can be filtered and sorted by, under the names of cinder's columns. */
import { boolean, columns, integer, text } from '../../kernel/lists/conditions.ts'

const nullable = true

export const VOLUME_COLUMNS = columns({
  id: text(),
  user_id: text(),
  project_id: text(),
  // An index finds the volumes of a name.
  display_name: text({ stored: 'name', nullable, selective: true }),
  display_description: text({ stored: 'description', nullable }),
  size: integer(),
  status: text(),
  previous_status: text({ nullable }),
  attach_status: text(),
  migration_status: text({ nullable }),
  availability_zone: text({ nullable }),
  host: text({ nullable }),
  cluster_name: text({ nullable }),
  service_uuid: text({ nullable }),
  shared_targets: boolean({ nullable }),
  volume_type_id: text(),
  snapshot_id: text({ nullable }),
  source_volid: text({ nullable }),
  consistencygroup_id: text({ nullable }),
  group_id: text({ nullable }),
  bootable: boolean(),
  multiattach: boolean(),
  encryption_key_id: text({ nullable }),
  replication_status: text({ nullable }),
  provider_id: text({ nullable }),
  use_quota: boolean(),
  created_at: text(),
  updated_at: text({ nullable }),
  launched_at: text({ nullable }),
  // Found through the filter by metadata.
  readonly: boolean({ nullable, filter: false, sort: false }),
  attached_mode: text({ nullable, filter: false, sort: false }),
})
