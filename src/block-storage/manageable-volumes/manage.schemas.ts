/** Source: openstack/cinder cinder/api/schemas/volume_manage.py. */
import { Type as T, type Static } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { METADATA_OR_NULL } from '../metadata/metadata.ts'
import { BOOLEAN, DESCRIPTION, HOST, NULLABLE_STRING } from '../parameters.ts'

const PROPERTIES = {
  description: T.Optional(DESCRIPTION),
  availability_zone: T.Optional(NULLABLE_STRING),
  bootable: T.Optional(BOOLEAN),
  volume_type: T.Optional(NULLABLE_STRING),
  name: T.Optional(NULLABLE_STRING),
  host: T.Optional(HOST),
  ref: T.Unsafe<object | string>({ type: ['object', 'string'] }),
  metadata: T.Optional(METADATA_OR_NULL),
}

const WITH_CLUSTER = { ...PROPERTIES, cluster: T.Optional(NULLABLE_STRING) }

export const MANAGE_BODY = since({
  '3.0': closed({ volume: closed(PROPERTIES) }),
  '3.16': closed({ volume: closed(WITH_CLUSTER) }),
})

const ASKED = T.Object(WITH_CLUSTER)
export type ManageAsked = Static<typeof ASKED>
