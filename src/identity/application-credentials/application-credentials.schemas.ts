/** Bodies of application credentials (keystone/application_credential/schema.py). */
import { Type as T, type Static } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { ID, NAME, NULLABLE_TEXT, oddNamesFirst, open, upstream } from '../schemas.ts'

const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']

const RULE = open({
  id: T.Optional(ID),
  path: T.Optional(T.String({ minLength: 0, maxLength: 225, pattern: '^/\\.*' })),
  service: T.Optional(ID),
  method: T.Optional(upstream<string>({ type: 'string', enum: METHODS })),
})

const ROLE = T.Object(
  { id: T.Optional(ID), name: T.Optional(NAME) },
  { minProperties: 1, maxProperties: 1, additionalProperties: false },
)

export const NEW_APPLICATION_CREDENTIAL = closed({
  application_credential: oddNamesFirst(
    closed({
      id: T.Optional(T.String()),
      secret: T.Optional(NULLABLE_TEXT),
      name: NAME,
      description: T.Optional(NULLABLE_TEXT),
      expires_at: T.Optional(NULLABLE_TEXT),
      project_id: T.Optional(T.String()),
      access_rules: T.Optional(T.Array(RULE)),
      unrestricted: T.Optional(upstream<boolean | null>({ type: ['boolean', 'null'] })),
      system: T.Optional(NULLABLE_TEXT),
      roles: T.Optional(T.Array(ROLE)),
    }),
  ),
})

export type NewApplicationCredential = Static<
  typeof NEW_APPLICATION_CREDENTIAL
>['application_credential']
export type AskedRule = Static<typeof RULE>
export type AskedRole = Static<typeof ROLE>
