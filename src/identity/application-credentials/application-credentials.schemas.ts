/** Bodies of application credentials (keystone/application_credential/schema.py). */
import { Type as T, type Static } from 'typebox'
import { BOOLEAN, ID, NAME, NULLABLE_TEXT, open } from '../schemas.ts'

const RULE = T.Object(
  {
    id: T.Optional(ID),
    path: T.Optional(T.String({ minLength: 0, maxLength: 225, pattern: '^\\/.*' })),
    method: T.Optional(T.String({ pattern: '^(POST|GET|HEAD|PATCH|PUT|DELETE)$' })),
    service: T.Optional(ID),
  },
  { additionalProperties: false },
)

const ROLE = T.Object(
  { id: T.Optional(ID), name: T.Optional(NAME) },
  { minProperties: 1, maxProperties: 1, additionalProperties: false },
)

export const NEW_APPLICATION_CREDENTIAL = open({
  application_credential: open({
    name: NAME,
    description: T.Optional(NULLABLE_TEXT),
    secret: T.Optional(NULLABLE_TEXT),
    expires_at: T.Optional(NULLABLE_TEXT),
    roles: T.Optional(T.Array(ROLE)),
    unrestricted: T.Optional(BOOLEAN),
    access_rules: T.Optional(T.Array(RULE)),
  }),
})

export type NewApplicationCredential = Static<
  typeof NEW_APPLICATION_CREDENTIAL
>['application_credential']
export type AskedRule = Static<typeof RULE>
export type AskedRole = Static<typeof ROLE>
