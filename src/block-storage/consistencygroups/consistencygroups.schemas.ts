/**
 * Bodies of requests about consistency groups, which pass over what they do not know.
 * Source: openstack/cinder cinder/api/schemas/consistencygroups.py.
 */
import { Type as T } from 'typebox'
import { BOOLEAN, DESCRIPTION, NULLABLE_STRING } from '../parameters.ts'

const OPEN = { additionalProperties: true }
const TEXTS = { name: T.Optional(NULLABLE_STRING), description: T.Optional(DESCRIPTION) }
const TEXT_OR_NULL = T.Unsafe<string | null>({ type: ['string', 'null'] })

export const CREATE_BODY = T.Object(
  {
    consistencygroup: T.Object(
      {
        ...TEXTS,
        /** Names or ids, with commas between them. */
        volume_types: T.Unknown(),
        availability_zone: T.Optional(T.Unknown()),
      },
      OPEN,
    ),
  },
  OPEN,
)

export const CREATE_FROM_SOURCE_BODY = T.Object(
  {
    'consistencygroup-from-src': T.Object(
      {
        ...TEXTS,
        cgsnapshot_id: T.Optional(T.String()),
        source_cgid: T.Optional(T.String()),
      },
      OPEN,
    ),
  },
  OPEN,
)

export interface Deletion {
  readonly consistencygroup?: { readonly force?: boolean | string }
}

/** It may be missing, or empty. */
export const DELETE_BODY = T.Unsafe<Deletion | null>({
  oneOf: [
    T.Object({ consistencygroup: T.Object({ force: T.Optional(BOOLEAN) }, OPEN) }, OPEN),
    { type: 'object', properties: {}, additionalProperties: false },
    { type: 'null' },
  ],
})

export const UPDATE_BODY = T.Object(
  {
    consistencygroup: T.Object(
      {
        ...TEXTS,
        add_volumes: T.Optional(TEXT_OR_NULL),
        remove_volumes: T.Optional(TEXT_OR_NULL),
      },
      OPEN,
    ),
  },
  OPEN,
)
