/** Bodies of credentials (keystone/credential/schema.py). */
import { Type as T, type Static } from 'typebox'
import { NULLABLE_ID, open, upstream } from '../schemas.ts'

const PROPERTIES = {
  id: T.Optional(T.String()),
  blob: T.String(),
  project_id: T.Optional(upstream<string | null>({ type: ['string', 'null'] })),
  type: T.String(),
  user_id: T.String(),
}

export const NEW_CREDENTIAL = open({
  credential: T.Object(PROPERTIES, {
    if: { properties: { type: { const: 'ec2' } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { required: ['blob', 'type', 'user_id', 'project_id'] },
  }),
})

/** Keystone's takes nothing but the blob; see docs/deviations.md. */
export const CREDENTIAL_CHANGES = open({
  credential: T.Object(
    {
      blob: T.Optional(PROPERTIES.blob),
      project_id: PROPERTIES.project_id,
      type: T.Optional(PROPERTIES.type),
      user_id: T.Optional(PROPERTIES.user_id),
    },
    { minProperties: 1 },
  ),
})

export type NewCredential = Static<typeof NEW_CREDENTIAL>['credential']
export type CredentialChanges = Static<typeof CREDENTIAL_CHANGES>['credential']

/** Attributes with a place of their own; what else a client sends is kept as extra. */
export const CREDENTIAL_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['id', 'user_id', 'project_id', 'type', 'blob', 'links'],
])

export const NEW_EC2_CREDENTIAL = open({ tenant_id: T.Optional(NULLABLE_ID) })
