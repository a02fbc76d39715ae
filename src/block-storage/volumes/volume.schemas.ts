/**
 * Bodies of requests about volumes, keywords in upstream's order, which decides what is reported
 * first. Source: openstack/cinder cinder/api/schemas/{volumes,scheduler_hints,volume_actions,
 * admin_actions}.py, cinder/api/validation/parameter_types.py.
 */
import { Type as T, type TSchema } from 'typebox'
import { defineFormat } from '../../kernel/formats.ts'
import { since, type Shape } from '../../kernel/operation.ts'
import { repr } from '../../kernel/python.ts'
import { closed } from '../../kernel/view.ts'
import * as formats from '../formats.ts'
import { MAX_INT } from '../integers.ts'
import { METADATA, METADATA_OR_NULL } from '../metadata/metadata.ts'
import { BOOLEAN, NULLABLE_STRING, OPTIONAL_UUID } from '../parameters.ts'
import { ATTACH_STATUSES, MIGRATION_STATUSES, VOLUME_STATUSES } from './volume-status.ts'

const NAME = nullableText({ format: formats.NAME_NON_MANDATORY_REMOVE_WHITE_SPACES })
const DESCRIPTION = nullableText({ format: formats.DESCRIPTION_NON_MANDATORY_REMOVE_WHITE_SPACES })

function nullableText(more: object) {
  return T.Unsafe<string | null>({ type: ['string', 'null'], ...more })
}

/** Clients send sizes as text, too. GiB. */
const SIZE = { pattern: '^[0-9]+$', minimum: 1, maximum: MAX_INT }

const CREATE_PROPERTIES = {
  name: T.Optional(NAME),
  description: T.Optional(DESCRIPTION),
  display_name: T.Optional(NAME),
  display_description: T.Optional(DESCRIPTION),
  volume_type: T.Optional(NULLABLE_STRING),
  metadata: T.Optional(METADATA_OR_NULL),
  snapshot_id: T.Optional(OPTIONAL_UUID),
  source_volid: T.Optional(OPTIONAL_UUID),
  consistencygroup_id: T.Optional(OPTIONAL_UUID),
  size: T.Optional(
    T.Unsafe<number | string | null>({ type: ['integer', 'string', 'null'], ...SIZE }),
  ),
  availability_zone: T.Optional(nullableText({ minLength: 1, maxLength: 255 })),
  multiattach: T.Optional(T.Union([T.Null(), BOOLEAN])),
  image_id: T.Optional(NULLABLE_STRING),
  imageRef: T.Optional(NULLABLE_STRING),
}

const FROM_GROUP = { ...CREATE_PROPERTIES, group_id: T.Optional(NULLABLE_STRING) }
const FROM_BACKUP = { ...FROM_GROUP, backup_id: T.Optional(OPTIONAL_UUID) }

/** A volume, or several that the new one shall be near to or far from. */
const VOLUME_IDS = T.Union([
  T.String({ format: 'uuid' }),
  T.Array(T.String({ format: 'uuid' }), { uniqueItems: true }),
])

const HINTS = T.Unsafe<Record<string, unknown> | null>({
  type: ['object', 'null'],
  properties: {
    local_to_instance: OPTIONAL_UUID,
    different_host: VOLUME_IDS,
    same_host: VOLUME_IDS,
    query: { type: ['string', 'object'] },
  },
  additionalProperties: true,
})

function createBody<V extends TSchema>(volume: V) {
  return closed({ volume, 'OS-SCH-HNT:scheduler_hints': T.Optional(HINTS) })
}

/** What a client may say of a volume to be made, at any version. */
export interface NewVolume {
  /** Hints, as they come: beside the volume, or before 3.53 in it. */
  readonly scheduler_hints?: unknown
  readonly name?: string | null
  readonly description?: string | null
  readonly display_name?: string | null
  readonly display_description?: string | null
  /** Name or id. */
  readonly volume_type?: string | null
  readonly metadata?: Record<string, string> | null
  readonly snapshot_id?: string | null
  readonly source_volid?: string | null
  readonly consistencygroup_id?: string | null
  readonly group_id?: string | null
  readonly backup_id?: string | null
  /** GiB. */
  readonly size?: number | string | null
  readonly availability_zone?: string | null
  readonly multiattach?: boolean | string | null
  readonly image_id?: string | null
  readonly imageRef?: string | null
}

/** Until 3.53 whatever else a client sent was passed over, what later versions know included. */
export const CREATE_BODY: Shape<{
  volume: NewVolume
  'OS-SCH-HNT:scheduler_hints'?: Record<string, unknown> | null
}> = since({
  '3.0': createBody(T.Object(CREATE_PROPERTIES, { additionalProperties: true })),
  '3.13': createBody(T.Object(FROM_GROUP, { additionalProperties: true })),
  '3.47': createBody(T.Object(FROM_BACKUP, { additionalProperties: true })),
  '3.53': createBody(closed(FROM_BACKUP)),
})

const UPDATE_PROPERTIES = {
  name: T.Optional(NAME),
  description: T.Optional(DESCRIPTION),
  display_name: T.Optional(NAME),
  display_description: T.Optional(DESCRIPTION),
  metadata: T.Optional(METADATA),
}

export const UPDATE_BODY = since({
  '3.0': closed({ volume: closed(UPDATE_PROPERTIES) }),
  '3.53': closed({
    volume: T.Object(UPDATE_PROPERTIES, {
      additionalProperties: false,
      anyOf: Object.keys(UPDATE_PROPERTIES).map((name) => ({ required: [name] })),
    }),
  }),
})

export const EXTEND_BODY = closed({
  'os-extend': closed({
    new_size: T.Unsafe<number | string>({ type: ['integer', 'string'], ...SIZE }),
  }),
})

/** What an administrator may write, in the order of the message that lists it. */
const STATUSES = VOLUME_STATUSES.filter(
  (status) => status !== 'error_managing_deleting' && status !== 'reverting',
)

/** One of these words, in any case; null and '' mean that it is not to change. */
function defineStatus(format: string, what: string, words: readonly string[], list: string): void {
  defineFormat(format, (value) => {
    if (typeof value !== 'string' || value === '') return true
    if (words.includes(value.toLowerCase())) return true
    return `${what}: ${value} is invalid, valid statuses are: ${list}.`
  })
}

defineStatus('volume_status', 'Volume status', STATUSES, formats.tuple(STATUSES))
defineStatus('volume_attach_status', 'Volume attach status', ATTACH_STATUSES, repr(ATTACH_STATUSES))
defineStatus(
  'volume_migration_status',
  'Volume migration status',
  MIGRATION_STATUSES,
  formats.tuple(MIGRATION_STATUSES),
)
defineFormat('validate_volume_reset_body', (value) => {
  if (typeof value !== 'object' || value === null) return true
  const asked = new Map(Object.entries(value))
  const names = ['status', 'attach_status', 'migration_status']
  if (names.some((name) => asked.get(name))) return true
  return "Must specify 'status', 'attach_status' or 'migration_status' for update."
})

export const RESET_STATUS_BODY = closed({
  'os-reset_status': T.Unsafe<{
    status?: string | null
    attach_status?: string | null
    migration_status?: string | null
  }>({
    type: 'object',
    format: 'validate_volume_reset_body',
    properties: {
      status: nullableText({ format: 'volume_status' }),
      attach_status: nullableText({ format: 'volume_attach_status' }),
      migration_status: nullableText({ format: 'volume_migration_status' }),
    },
    additionalProperties: false,
  }),
})
