/**
 * By what lists can be filtered by those who are no administrators, from 3.31 on. Operators say it in
 * a file (`--resource-filters`); without one it is as the stock file of the real service has it.
 * Source: openstack/cinder etc/cinder/resource_filters.json.
 */

/** Filters by resource, in the order in which they are shown. */
export type ResourceFilters = ReadonlyMap<string, readonly string[]>

export const STOCK_FILTERS = {
  volume: [
    'name',
    'status',
    'metadata',
    'bootable',
    'migration_status',
    'availability_zone',
    'group_id',
    'size',
    'created_at',
    'updated_at',
    'consumes_quota',
  ],
  backup: ['name', 'status', 'volume_id'],
  snapshot: ['name', 'status', 'volume_id', 'metadata', 'availability_zone', 'consumes_quota'],
  group: ['name'],
  group_snapshot: ['name', 'status', 'group_id'],
  attachment: ['volume_id', 'status', 'instance_id', 'attach_status'],
  message: ['resource_uuid', 'resource_type', 'event_id', 'request_id', 'message_level'],
  pool: ['name', 'volume_type'],
  volume_type: ['is_public', 'extra_specs'],
} as const

/** The resources whose lists heed the file, under the names that it has for them. */
export type FilteredResource = keyof typeof STOCK_FILTERS

export const STOCK_RESOURCE_FILTERS: ResourceFilters = new Map(Object.entries(STOCK_FILTERS))
