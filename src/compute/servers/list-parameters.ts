/**
 * What servers can be filtered and sorted by, and who may by what. Source: openstack/nova
 * nova/api/openstack/compute/schemas/servers.py (index_query),
 * nova/api/openstack/compute/servers.py (_get_server_search_options).
 */
import { Type as T, type TSchema } from 'typebox'
import { columns, integer, text } from '../../kernel/lists/conditions.ts'
import { stepped } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { NATURAL_NUMBER } from '../parameters.ts'

export const SERVER_COLUMNS = columns({
  uuid: text({ stored: 'id', selective: true }),
  ...{ project_id: text(), user_id: text(), vm_state: text(), hostname: text() },
  display_name: text({ stored: 'name' }),
  display_description: text({ stored: 'description', nullable: true }),
  task_state: text({ nullable: true }),
  ...{ host: text({ nullable: true }), node: text({ nullable: true }) },
  availability_zone: text({ nullable: true }),
  image_ref: text({ stored: 'image_id', nullable: true }),
  instance_type_id: text({ stored: 'flavor_id' }),
  key_name: text({ nullable: true }),
  reservation_id: text({ selective: true }),
  root_device_name: text({ nullable: true }),
  ...{ access_ip_v4: text({ nullable: true }), access_ip_v6: text({ nullable: true }) },
  auto_disk_config: text({ stored: 'disk_config' }),
  image_properties: text(),
  locked_by: text({ nullable: true }),
  ...{ power_state: integer(), progress: integer(), launch_index: integer() },
  ...{ config_drive: integer(), deleted: integer(), serial: integer() },
  ...{ created_at: text(), updated_at: text() },
  ...{ launched_at: text({ nullable: true }), terminated_at: text({ nullable: true }) },
})

/** Filters by the names of parameters: the column, and whether the value is a regular expression. */
export const EXACT: Readonly<Record<string, string>> = {
  ...{ project_id: 'project_id', tenant_id: 'project_id', user_id: 'user_id', uuid: 'uuid' },
  ...{ image: 'image_ref', image_ref: 'image_ref', flavor: 'instance_type_id' },
  ...{ vm_state: 'vm_state', task_state: 'task_state', host: 'host' },
}
/** Texts whose case does not count, as in the tables of the real service; others are ids. */
export const CASELESS = ['vm_state', 'task_state', 'host']
/** Of what the image said; by pattern, too. */
export const OF_IMAGE = ['kernel_id', 'ramdisk_id']
export const BY_PATTERN: Readonly<Record<string, string>> = {
  ...{ name: 'display_name', display_name: 'display_name' },
  ...{ description: 'display_description', display_description: 'display_description' },
  ...{ hostname: 'hostname', key_name: 'key_name', node: 'node', locked_by: 'locked_by' },
  ...{ reservation_id: 'reservation_id', availability_zone: 'availability_zone' },
  ...{ root_device_name: 'root_device_name' },
  ...{ access_ip_v4: 'access_ip_v4', access_ip_v6: 'access_ip_v6' },
}
export const TIMES = ['created_at', 'launched_at', 'terminated_at']
export const NUMBERS = ['power_state', 'progress', 'launch_index']
export const TAGS = {
  tags: 'all',
  'tags-any': 'any',
  'not-tags': 'not all',
  'not-tags-any': 'none',
} as const

/** What those may filter by who may not by everything, and since when. */
export const OPEN: Readonly<Record<string, number>> = {
  ...at(0, 'reservation_id', 'name', 'status', 'image', 'flavor', 'ip'),
  ...at(0, 'changes-since', 'all_tenants'),
  ...at(MV.LIST_BY_IP6, 'ip6'),
  ...at(MV.SERVER_TAGS, ...Object.keys(TAGS)),
  ...at(MV.CHANGES_BEFORE, 'changes-before'),
  ...at(MV.LOCK_REASON, 'locked'),
  ...at(MV.MORE_OPEN_FILTERS, 'availability_zone', 'config_drive', 'key_name', 'user_id'),
  ...at(MV.MORE_OPEN_FILTERS, ...TIMES, 'power_state', 'progress', 'task_state', 'vm_state'),
  ...at(MV.HOSTNAMES, 'hostname'),
}

function at(version: number, ...names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, version]))
}

/** They lie in tables of their own, and are no filters. */
export const JOINED = [
  ...['block_device_mapping', 'services', 'metadata', 'system_metadata', 'info_cache'],
  ...['security_groups', 'pci_devices'],
]
export const OF_PAGES = ['sort_key', 'sort_dir', 'limit', 'marker']

const SORT_KEYS = [
  ...['access_ip_v4', 'access_ip_v6', 'auto_disk_config', 'availability_zone', 'config_drive'],
  ...['created_at', 'display_description', 'display_name', 'host', 'hostname', 'image_ref'],
  ...['instance_type_id', 'kernel_id', 'key_name', 'launch_index', 'launched_at', 'locked_by'],
  ...['node', 'power_state', 'progress', 'project_id', 'ramdisk_id', 'root_device_name'],
  ...['task_state', 'terminated_at', 'updated_at', 'user_id', 'uuid', 'vm_state'],
]
/** Until 2.74 they are taken, and heeded by nobody. */
export const IDLE_SORT_KEYS = [
  ...['architecture', 'cell_name', 'cleaned', 'default_ephemeral_device', 'default_swap_device'],
  ...['deleted', 'deleted_at', 'disable_terminate', 'ephemeral_gb', 'ephemeral_key_uuid', 'id'],
  ...['key_data', 'launched_on', 'locked', 'memory_mb', 'os_type', 'reservation_id', 'root_gb'],
  ...['shutdown_terminate', 'user_data', 'vcpus', 'vm_mode'],
]
export const ADMINS_SORT_KEYS = ['host', 'node']

export function sortKeys(version: number): string[] {
  const known = version >= MV.LOCK_REASON ? ['locked', ...SORT_KEYS] : SORT_KEYS
  if (version >= MV.STRICT_QUERIES) return known
  return [...known, ...IDLE_SORT_KEYS.filter((key) => !known.includes(key))]
}

const TEXT = T.String()
const PATTERN = T.String({ format: 'regex' })
const DATE = T.String({ format: 'date-time' })

function parametersAt(version: number): Record<string, TSchema> {
  const exact = [...Object.keys(EXACT), 'launch_index', 'all_tenants', 'soft_deleted', 'deleted']
  const byPattern = [...Object.keys(BY_PATTERN), ...TIMES, 'kernel_id', 'ramdisk_id', 'power_state']
  return {
    ...each(TEXT, ...exact, 'status', 'sort_dir', 'marker', ...JOINED),
    ...each(PATTERN, ...byPattern, 'config_drive', 'auto_disk_config', 'progress', 'ip', 'ip6'),
    ...each(PATTERN, 'flavor'),
    ...each(DATE, 'changes-since'),
    limit: NATURAL_NUMBER,
    sort_key: T.Unsafe({ type: 'string', enum: sortKeys(version) }),
    ...(version >= MV.SERVER_TAGS && each(PATTERN, ...Object.keys(TAGS))),
    ...(version >= MV.CHANGES_BEFORE && each(DATE, 'changes-before')),
    ...(version >= MV.LOCK_REASON && each(TEXT, 'locked')),
  }
}

function each(schema: TSchema, ...names: string[]): Record<string, TSchema> {
  return Object.fromEntries(names.map((name) => [name, schema]))
}

const STEPS = [0, MV.SERVER_TAGS, MV.CHANGES_BEFORE, MV.LOCK_REASON, MV.STRICT_QUERIES]

/** The parameters, which are strict from 2.75 on. */
export const LIST_SHAPE = stepped(STEPS, (asked) => {
  const properties = Object.entries(parametersAt(asked)).map(
    ([name, schema]) => [name, T.Optional(schema)] as const,
  )
  return T.Object(Object.fromEntries(properties), {
    // They pass here, to be refused in other words or dropped.
    patternProperties: { '^_': TEXT },
    additionalProperties: asked < MV.STRICT_QUERIES,
  })
})
