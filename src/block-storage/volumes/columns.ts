/** What lists of volumes can be filtered and sorted by, under the names of cinder's columns. */

export interface Column {
  /** As our tables name it. */
  readonly name: string
  readonly type: 'text' | 'integer' | 'boolean'
  readonly nullable: boolean
}

type Row = readonly [name: string, type: Column['type'], nullable?: 'nullable', stored?: string]

const ROWS: readonly Row[] = [
  ['id', 'text'],
  ['user_id', 'text'],
  ['project_id', 'text'],
  ['display_name', 'text', 'nullable', 'name'],
  ['display_description', 'text', 'nullable', 'description'],
  ['size', 'integer'],
  ['status', 'text'],
  ['previous_status', 'text', 'nullable'],
  ['attach_status', 'text'],
  ['migration_status', 'text', 'nullable'],
  ['availability_zone', 'text', 'nullable'],
  ['host', 'text', 'nullable'],
  ['cluster_name', 'text', 'nullable'],
  ['service_uuid', 'text', 'nullable'],
  ['shared_targets', 'boolean', 'nullable'],
  ['volume_type_id', 'text'],
  ['snapshot_id', 'text', 'nullable'],
  ['source_volid', 'text', 'nullable'],
  ['consistencygroup_id', 'text', 'nullable'],
  ['group_id', 'text', 'nullable'],
  ['bootable', 'boolean'],
  ['multiattach', 'boolean'],
  ['encryption_key_id', 'text', 'nullable'],
  ['replication_status', 'text', 'nullable'],
  ['provider_id', 'text', 'nullable'],
  ['use_quota', 'boolean'],
  ['created_at', 'text'],
  ['updated_at', 'text', 'nullable'],
  ['launched_at', 'text', 'nullable'],
]

/** By cinder's name. */
export const COLUMNS: ReadonlyMap<string, Column> = new Map(
  ROWS.map(([name, type, nullable, stored = name]) => [
    name,
    { name: stored, type, nullable: nullable !== undefined },
  ]),
)

/** Lists are sorted by `name` too, the name of the field in answers. */
export function sortColumn(key: string): Column | undefined {
  return COLUMNS.get(key === 'name' ? 'display_name' : key)
}
