/**
 * How clients describe the disks of servers. Source: openstack/nova
 * nova/api/openstack/compute/schemas/servers.py (_legacy_block_device_mapping,
 * _block_device_mapping_v2), nova/api/validation/parameter_types.py.
 */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { BOOLEAN, TAG, UUID } from '../parameters.ts'

const text = (maxLength: number) => T.Optional(T.String({ maxLength }))

const LEGACY = {
  virtual_name: text(255),
  volume_id: T.Optional(UUID),
  snapshot_id: T.Optional(UUID),
  volume_size: T.Optional(
    T.Unsafe<number | string>({
      type: ['integer', 'string'],
      ...{ pattern: '^[0-9]+$', minimum: 1, maximum: 0x7fffffff },
    }),
  ),
  device_name: T.Optional(
    T.String({ minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9._/-]*$' }),
  ),
  delete_on_termination: T.Optional(BOOLEAN),
  no_device: T.Optional(T.Unknown()),
  connection_info: text(16_777_215),
}

const NEWER = {
  ...LEGACY,
  source_type: T.Optional(
    T.Unsafe<SourceType>({ type: 'string', enum: ['volume', 'image', 'snapshot', 'blank'] }),
  ),
  uuid: T.Optional(T.String({ minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9._-]*$' })),
  image_id: T.Optional(UUID),
  destination_type: T.Optional(
    T.Unsafe<DestinationType>({ type: 'string', enum: ['local', 'volume'] }),
  ),
  guest_format: text(255),
  device_type: text(255),
  disk_bus: text(255),
  boot_index: T.Optional(
    T.Unsafe<number | string | null>({
      type: ['integer', 'string', 'null'],
      pattern: '^-?[0-9]+$',
    }),
  ),
}

export type SourceType = 'image' | 'volume' | 'snapshot' | 'blank'
export type DestinationType = 'local' | 'volume'

/** One item of `block_device_mapping`. */
export interface LegacyDevice {
  readonly virtual_name?: string
  readonly volume_id?: string
  readonly snapshot_id?: string
  /** GiB. */
  readonly volume_size?: number | string
  readonly device_name?: string
  readonly delete_on_termination?: boolean | string
  /** Anything that Python takes for true. */
  readonly no_device?: unknown
  readonly connection_info?: string
}

/** One item of `block_device_mapping_v2`, at any version. */
export interface SentDevice extends LegacyDevice {
  readonly source_type?: SourceType
  readonly uuid?: string
  readonly image_id?: string
  readonly destination_type?: DestinationType
  readonly guest_format?: string
  readonly device_type?: string
  readonly disk_bus?: string
  readonly boot_index?: number | string | null
  readonly tag?: string
  /** Name or id. */
  readonly volume_type?: string | null
}

/** `block_device_mapping`, at every version. */
export const LEGACY_DEVICES = T.Unsafe<readonly LegacyDevice[]>(T.Array(closed(LEGACY)))

const VOLUME_TYPE = T.Optional(
  T.Unsafe<string | null>({ type: ['string', 'null'], minLength: 0, maxLength: 255 }),
)

function devices(more: Parameters<typeof closed>[0]) {
  return T.Unsafe<readonly SentDevice[]>(T.Array(closed({ ...NEWER, ...more })))
}

/** `block_device_mapping_v2` until 2.31, and from 2.33 to 2.41. */
export const DEVICES = devices({})
/** 2.32, and from 2.42. */
export const DEVICES_WITH_TAG = devices({ tag: T.Optional(TAG) })
/** From 2.67. */
export const DEVICES_WITH_TYPE = devices({ tag: T.Optional(TAG), volume_type: VOLUME_TYPE })
