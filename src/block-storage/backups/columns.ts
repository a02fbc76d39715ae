/** What lists of backups can be filtered and sorted by, under the names of cinder's columns. */
import { columns, constant, integer, text } from '../../kernel/lists/conditions.ts'

const nullable = true

export const BACKUP_COLUMNS = columns({
  id: text(),
  user_id: text(),
  project_id: text(),
  // An index finds the backups of a name, of a volume and of a parent.
  display_name: text({ stored: 'name', nullable, selective: true }),
  display_description: text({ stored: 'description', nullable }),
  volume_id: text({ selective: true }),
  snapshot_id: text({ nullable }),
  parent_id: text({ nullable, selective: true }),
  status: text(),
  fail_reason: text({ nullable }),
  size: integer(),
  object_count: integer(),
  num_dependent_backups: integer(),
  availability_zone: text({ nullable }),
  host: text({ nullable }),
  container: text({ nullable }),
  service: text({ nullable }),
  service_metadata: text({ nullable }),
  encryption_key_id: text({ nullable }),
  restore_volume_id: text({ nullable }),
  temp_volume_id: constant(null),
  temp_snapshot_id: constant(null),
  data_timestamp: text({ nullable }),
  created_at: text(),
  updated_at: text({ nullable }),
})
