/** Bodies of requests about groups. Source: openstack/cinder cinder/api/schemas/groups.py. */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { AVAILABILITY_ZONE, GROUP_TYPE } from '../formats.ts'
import { BOOLEAN, DESCRIPTION, NULLABLE_STRING } from '../parameters.ts'
import { defineGroupStatus } from './status-formats.ts'
import { GROUP_SNAPSHOT_STATUSES, GROUP_STATUSES } from './group-status.ts'

const TEXTS = { name: T.Optional(NULLABLE_STRING), description: T.Optional(DESCRIPTION) }
const UUID = T.String({ format: 'uuid' })

export const CREATE_BODY = closed({
  group: closed({
    description: T.Optional(DESCRIPTION),
    group_type: T.String({ format: GROUP_TYPE }),
    name: T.Optional(NULLABLE_STRING),
    volume_types: T.Array(T.String({ maxLength: 255 }), { minItems: 1, uniqueItems: true }),
    availability_zone: T.Optional(
      T.Unsafe<string | null>({ type: ['string', 'null'], format: AVAILABILITY_ZONE }),
    ),
  }),
})

/** What a client says of a group to be made of another, or of a snapshot of one. */
export interface NewGroupFromSource {
  readonly name?: string | null
  readonly description?: string | null
  readonly group_snapshot_id?: string
  readonly source_group_id?: string
}

export const CREATE_FROM_SOURCE_BODY = closed({
  'create-from-src': T.Unsafe<NewGroupFromSource>(
    T.Object(
      { ...TEXTS, source_group_id: T.Optional(UUID), group_snapshot_id: T.Optional(UUID) },
      {
        oneOf: [{ required: ['group_snapshot_id'] }, { required: ['source_group_id'] }],
        additionalProperties: false,
      },
    ),
  ),
})

const CHANGES = {
  ...TEXTS,
  /** Ids of volumes, with commas between them. */
  add_volumes: T.Optional(DESCRIPTION),
  remove_volumes: T.Optional(DESCRIPTION),
}

export const UPDATE_BODY = closed({
  group: T.Object(CHANGES, {
    // In upstream's order, which decides what is reported first.
    anyOf: Object.keys(CHANGES).map((name) => ({ required: [name] })),
    additionalProperties: false,
  }),
})

export const DELETE_BODY = closed({
  delete: closed({ 'delete-volumes': T.Optional(BOOLEAN) }),
})

// `in-use` is refused, and named in the refusal.
const STATUS = defineGroupStatus('group_status', GROUP_SNAPSHOT_STATUSES, {
  exception: 'Invalid Group Status',
  refusal: 'Group status',
  valid: 'valid status are',
  named: GROUP_STATUSES,
})

export const RESET_STATUS_BODY = closed({
  reset_status: closed({ status: T.String({ format: STATUS }) }),
})

const ANYTHING = T.Object({})

export const ENABLE_REPLICATION_BODY = closed({ enable_replication: ANYTHING })
export const DISABLE_REPLICATION_BODY = closed({ disable_replication: ANYTHING })
export const LIST_REPLICATION_TARGETS_BODY = closed({ list_replication_targets: ANYTHING })
export const FAILOVER_REPLICATION_BODY = closed({
  failover_replication: closed({
    allow_attached_volume: T.Optional(BOOLEAN),
    secondary_backend_id: T.Optional(NULLABLE_STRING),
  }),
})
