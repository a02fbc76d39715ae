/**
 * What `POST /servers` takes, from microversion to microversion.
 * Source: openstack/nova nova/api/openstack/compute/schemas/servers.py.
 */
import { Type as T, type Static, type TSchema } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import {
  DEVICES,
  DEVICES_WITH_TAG,
  DEVICES_WITH_TYPE,
  LEGACY_DEVICES,
  type LegacyDevice,
  type SentDevice,
} from '../block-devices/block-device.schemas.ts'
import {
  ACCESS_IP_V4,
  ACCESS_IP_V6,
  BOOLEAN,
  DESCRIPTION,
  DISK_CONFIG,
  FQDN,
  HOSTNAME,
  IP_ADDRESS,
  METADATA,
  NAME,
  NAME_WITH_SPACES,
  POSITIVE_INTEGER,
  TAG,
  TRUSTED_CERTIFICATES,
  UUID,
} from '../parameters.ts'

/** `instance.MAX_TAG_COUNT` of nova/objects/instance.py. */
export const MOST_TAGS = 50

const SERVERS = T.Array(UUID)

/** Hints that the filters of Nova know have a form; others are taken as they are. */
const HINTS = T.Unsafe<Record<string, unknown>>({
  ...T.Object(
    Object.fromEntries(
      Object.entries({
        group: T.Unsafe({ oneOf: [SERVERS, UUID] }),
        different_host: T.Unsafe({ oneOf: [UUID, SERVERS] }),
        same_host: T.Unsafe({ type: ['string', 'array'], items: UUID }),
        query: T.Unsafe({ type: ['string', 'object'] }),
        target_cell: NAME,
        different_cell: T.Unsafe({ type: ['string', 'array'], items: T.String() }),
        build_near_host_ip: IP_ADDRESS,
        cidr: T.String({ pattern: '^/[0-9a-f.:]+$' }),
      }).map(([name, hint]) => [name, T.Optional(hint)]),
    ),
    { additionalProperties: true },
  ),
})

export interface NetworkAsked {
  readonly fixed_ip?: string
  readonly port?: string | null
  readonly uuid?: string
  readonly tag?: string
}

export type NetworksAsked = 'none' | 'auto' | readonly NetworkAsked[]

/** @param uuid from 2.37 on the schema says what a uuid is */
function networks(uuid: TSchema, hasTag: boolean) {
  return T.Array(
    closed({
      fixed_ip: T.Optional(IP_ADDRESS),
      port: T.Optional(T.Unsafe<string | null>({ type: ['string', 'null'], format: 'uuid' })),
      uuid: T.Optional(uuid),
      ...(hasTag && { tag: T.Optional(TAG) }),
    }),
  )
}

function networksOrWord(hasTag: boolean) {
  return T.Unsafe<NetworksAsked>({
    oneOf: [networks(UUID, hasTag), { type: 'string', enum: ['none', 'auto'] }],
  })
}

const PERSONALITY = T.Array(
  closed({
    path: T.Optional(T.String()),
    contents: T.Optional(T.String({ format: 'base64' })),
  }),
)

/** A file to put into the new machine. */
export interface PersonalityFile {
  readonly path?: string
  readonly contents?: string
}

export interface ServerAsked {
  readonly name: string
  readonly imageRef?: string
  readonly flavorRef: string | number
  readonly adminPass?: string
  readonly metadata?: Record<string, string>
  readonly networks?: NetworksAsked
  readonly 'OS-DCF:diskConfig'?: 'AUTO' | 'MANUAL'
  readonly accessIPv4?: string
  readonly accessIPv6?: string
  readonly personality?: readonly PersonalityFile[]
  readonly availability_zone?: string
  readonly block_device_mapping?: readonly LegacyDevice[]
  readonly block_device_mapping_v2?: readonly SentDevice[]
  readonly config_drive?: boolean | string
  readonly key_name?: string
  readonly min_count?: number | string
  readonly max_count?: number | string
  readonly return_reservation_id?: boolean | string
  readonly security_groups?: readonly { readonly name?: string }[]
  readonly user_data?: string | null
  readonly description?: string | null
  readonly tags?: readonly string[]
  readonly trusted_image_certificates?: readonly string[] | null
  readonly host?: string
  readonly hypervisor_hostname?: string
  readonly hostname?: string
}

type Properties = Record<string, TSchema>

function bodyOf(properties: Properties, required: readonly string[]) {
  const { name, flavorRef, ...optional } = properties
  const all = {
    name: name!,
    ...Object.fromEntries(
      Object.entries(optional).map(([key, schema]) => [
        key,
        required.includes(key) ? schema : T.Optional(schema),
      ]),
    ),
    flavorRef: flavorRef!,
  }
  const server: TSchema = { ...closed(all), required: ['name', 'flavorRef', ...required] }
  return closed({
    server: T.Unsafe<ServerAsked>(server),
    'os:scheduler_hints': T.Optional(HINTS),
    'OS-SCH-HNT:scheduler_hints': T.Optional(HINTS),
  })
}

const groups = (name: TSchema) => T.Array(closed({ name: T.Optional(name) }))

const FIRST: Properties = {
  name: NAME,
  imageRef: T.Unsafe({ oneOf: [UUID, T.String({ maxLength: 0 })] }),
  flavorRef: T.Unsafe({ type: ['string', 'integer'], minLength: 1 }),
  adminPass: T.String(),
  metadata: METADATA,
  networks: networks(T.String(), false),
  'OS-DCF:diskConfig': DISK_CONFIG,
  accessIPv4: ACCESS_IP_V4,
  accessIPv6: ACCESS_IP_V6,
  personality: PERSONALITY,
  availability_zone: NAME,
  block_device_mapping: LEGACY_DEVICES,
  block_device_mapping_v2: DEVICES,
  config_drive: BOOLEAN,
  key_name: NAME,
  min_count: POSITIVE_INTEGER,
  max_count: POSITIVE_INTEGER,
  return_reservation_id: BOOLEAN,
  security_groups: groups(NAME),
  user_data: T.String({ format: 'base64', maxLength: 65_535 }),
}

const LEGACY: Properties = {
  ...FIRST,
  name: NAME_WITH_SPACES,
  availability_zone: NAME_WITH_SPACES,
  key_name: NAME_WITH_SPACES,
  security_groups: groups(NAME_WITH_SPACES),
  user_data: T.Unsafe({ type: ['string', 'null'], format: 'base64', maxLength: 65_535 }),
}

const DESCRIBED: Properties = { ...FIRST, description: DESCRIPTION }
const TAGGED_NETWORKS: Properties = { ...DESCRIBED, networks: networks(T.String(), true) }
// The tags of 2.32 were lost in 2.37 (networks) and 2.33 (block devices), until 2.42.
const WITH_NETWORKS: Properties = { ...DESCRIBED, networks: networksOrWord(false) }
const WITH_DEVICE_TAGS: Properties = {
  ...DESCRIBED,
  networks: networksOrWord(true),
  block_device_mapping_v2: DEVICES_WITH_TAG,
}
const WITH_TAGS: Properties = { ...WITH_DEVICE_TAGS, tags: T.Array(TAG, { maxItems: MOST_TAGS }) }
const { personality: _gone, ...WITHOUT_PERSONALITY } = WITH_TAGS
const WITH_CERTIFICATES: Properties = {
  ...WITHOUT_PERSONALITY,
  trusted_image_certificates: TRUSTED_CERTIFICATES,
}
const WITH_VOLUME_TYPE: Properties = {
  ...WITH_CERTIFICATES,
  block_device_mapping_v2: DEVICES_WITH_TYPE,
}
const WITH_HOST: Properties = { ...WITH_VOLUME_TYPE, host: FQDN, hypervisor_hostname: FQDN }

const NETWORKS = ['networks']

export const CREATE_BODY = since({
  '2.0': bodyOf(LEGACY, []),
  '2.1': bodyOf(FIRST, []),
  '2.19': bodyOf(DESCRIBED, []),
  '2.32': bodyOf({ ...TAGGED_NETWORKS, block_device_mapping_v2: DEVICES_WITH_TAG }, []),
  '2.33': bodyOf(TAGGED_NETWORKS, []),
  '2.37': bodyOf(WITH_NETWORKS, NETWORKS),
  '2.42': bodyOf(WITH_DEVICE_TAGS, NETWORKS),
  '2.52': bodyOf(WITH_TAGS, NETWORKS),
  '2.57': bodyOf(WITHOUT_PERSONALITY, NETWORKS),
  '2.63': bodyOf(WITH_CERTIFICATES, NETWORKS),
  '2.67': bodyOf(WITH_VOLUME_TYPE, NETWORKS),
  '2.74': bodyOf(WITH_HOST, NETWORKS),
  '2.90': bodyOf({ ...WITH_HOST, hostname: HOSTNAME }, NETWORKS),
  '2.94': bodyOf({ ...WITH_HOST, hostname: FQDN }, NETWORKS),
})

export type CreateBody = Static<ReturnType<typeof bodyOf>>
