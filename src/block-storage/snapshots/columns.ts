/** What lists of snapshots can be filtered and sorted by, under the names of cinder's columns. */
import { boolean, columns, integer, text } from '../../kernel/lists/conditions.ts'

const nullable = true

export const SNAPSHOT_COLUMNS = columns({
  id: text(),
  user_id: text(),
  project_id: text(),
  volume_id: text(),
  volume_type_id: text(),
  volume_size: integer({ stored: 'size' }),
  // An index finds the snapshots of a name.
  display_name: text({ stored: 'name', nullable, selective: true }),
  display_description: text({ stored: 'description', nullable }),
  status: text(),
  progress: text({ nullable }),
  cgsnapshot_id: text({ nullable }),
  group_snapshot_id: text({ nullable }),
  encryption_key_id: text({ nullable }),
  provider_id: text({ nullable }),
  use_quota: boolean(),
  created_at: text(),
  updated_at: text({ nullable }),
  // Of the volume.
  availability_zone: text({ stored: 'volumes.availability_zone', nullable, sort: false }),
  host: text({ stored: 'volumes.host', nullable, sort: false }),
  cluster_name: text({ stored: 'volumes.cluster_name', nullable, sort: false }),
})

/** Columns of the volume, for which a query joins it. */
export const OF_VOLUME: readonly string[] = ['availability_zone', 'host', 'cluster_name']
