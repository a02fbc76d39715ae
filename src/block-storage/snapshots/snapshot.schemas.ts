/**
 * Bodies of requests about snapshots. Source: openstack/cinder cinder/api/schemas/snapshots.py.
 */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { METADATA_OR_NULL } from '../metadata/metadata.ts'
import { BOOLEAN, DESCRIPTION, NULLABLE_STRING, OPTIONAL_UUID } from '../parameters.ts'

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
