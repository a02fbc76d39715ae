/**
 * Bodies of requests about snapshots. Source: openstack/cinder cinder/api/schemas/{snapshots,
 * snapshot_actions,snapshot_unmanage,admin_actions}.py, cinder/api/validation/validators.py.
 */
import { Type as T } from 'typebox'
import { defineFormat } from '../../kernel/formats.ts'
import { str } from '../../kernel/python.ts'
import { closed } from '../../kernel/view.ts'
import { tuple } from '../formats.ts'
import { METADATA_OR_NULL } from '../metadata/metadata.ts'
import { BOOLEAN, DESCRIPTION, NULLABLE_STRING, OPTIONAL_UUID } from '../parameters.ts'

import { SNAPSHOT_STATUSES } from './snapshot-status.ts'

export const CREATE_BODY = closed({
  snapshot: closed({
    name: T.Optional(NULLABLE_STRING),
    display_name: T.Optional(NULLABLE_STRING),
    description: T.Optional(DESCRIPTION),
    volume_id: OPTIONAL_UUID,
    force: T.Optional(BOOLEAN),
    metadata: T.Optional(METADATA_OR_NULL),
  }),
})

const UPDATE_PROPERTIES = {
  name: T.Optional(NULLABLE_STRING),
  description: T.Optional(DESCRIPTION),
  display_name: T.Optional(NULLABLE_STRING),
  display_description: T.Optional(DESCRIPTION),
}

export const UPDATE_BODY = closed({
  snapshot: T.Object(UPDATE_PROPERTIES, {
    additionalProperties: false,
    anyOf: Object.keys(UPDATE_PROPERTIES).map((name) => ({ required: [name] })),
  }),
})

const STATUSES: readonly string[] = SNAPSHOT_STATUSES

defineFormat('snapshot_status', (value) => {
  if (typeof value !== 'string' || STATUSES.includes(value.toLowerCase())) return true
  const list = tuple(STATUSES)
  return `Snapshot status: ${value} is invalid, valid statuses are: ${list}.`
})

export const RESET_STATUS_BODY = closed({
  'os-reset_status': closed({ status: T.String({ format: 'snapshot_status' }) }),
})

/** `30%`; what is empty says nothing. */
defineFormat('progress', (value) => {
  if (value === null || value === '' || value === false || value === 0) return true
  const text = str(value)
  const problem = 'Invalid input received: progress must be an integer percentage'
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text.slice(0, -1))) return problem
  const percentage = Number(text.slice(0, -1).replaceAll('_', ''))
  const fits = percentage >= 0 && percentage <= 100 && text.endsWith('%')
  return fits || `${problem} between 0 and 100`
})

export const UPDATE_STATUS_BODY = closed({
  'os-update_snapshot_status': closed({
    status: T.String(),
    progress: T.Optional(T.Unsafe<string | null>({ format: 'progress' })),
  }),
})

export const FORCE_DELETE_BODY = closed({ 'os-force_delete': T.Unknown() })

export const UNMANAGE_BODY = closed({ 'os-unmanage': T.Unknown() })

/** Source: openstack/cinder cinder/api/schemas/snapshot_manage.py. */
export const MANAGE_BODY = closed({
  snapshot: closed({
    description: T.Optional(DESCRIPTION),
    metadata: T.Optional(METADATA_OR_NULL),
    name: T.Optional(NULLABLE_STRING),
    volume_id: T.String({ format: 'uuid' }),
    ref: T.Unsafe<object | string | null>({ type: ['object', 'null', 'string'] }),
  }),
})
