/** Bodies of users (keystone/identity/schema.py, backends/resource_options.py). */
import { Type as T, type Static } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { FLAG, ID, NAME, NULLABLE_BOOLEAN, NULLABLE_TEXT, open, upstream } from '../schemas.ts'

/** Null puts an option back to what it is without it (keystone/common/resource_options/core.py). */
const USER_OPTIONS = T.Object(
  {
    ignore_change_password_upon_first_use: T.Optional(NULLABLE_BOOLEAN),
    ignore_password_expiry: T.Optional(NULLABLE_BOOLEAN),
    ignore_lockout_failure_attempts: T.Optional(NULLABLE_BOOLEAN),
    lock_password: T.Optional(NULLABLE_BOOLEAN),
    ignore_user_inactivity: T.Optional(NULLABLE_BOOLEAN),
    multi_factor_auth_rules: T.Optional(
      upstream<string[][] | null>({
        type: ['array', 'null'],
        items: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
        uniqueItems: true,
      }),
    ),
    multi_factor_auth_enabled: T.Optional(NULLABLE_BOOLEAN),
  },
  { additionalProperties: false },
)

const FEDERATED = T.Array(
  open({
    idp_id: T.String(),
    protocols: T.Array(open({ protocol_id: T.String(), unique_id: T.String() }), { minItems: 1 }),
  }),
)

const USER_PROPERTIES = {
  domain_id: T.Optional(ID),
  default_project_id: T.Optional(NULLABLE_TEXT),
  description: T.Optional(NULLABLE_TEXT),
  enabled: T.Optional(FLAG),
  federated: T.Optional(FEDERATED),
  name: T.Optional(NAME),
  password: T.Optional(NULLABLE_TEXT),
  options: T.Optional(USER_OPTIONS),
}

export const NEW_USER = closed({ user: open({ ...USER_PROPERTIES, name: NAME }) })
export type NewUser = Static<typeof NEW_USER>['user']

export const USER_CHANGES = closed({ user: T.Object(USER_PROPERTIES, { minProperties: 1 }) })
export type UserChanges = Static<typeof USER_CHANGES>['user']

export const PASSWORD_CHANGE = open({
  user: T.Object(
    { original_password: T.String(), password: T.String() },
    { additionalProperties: false },
  ),
})

/** Attributes with a place of their own; what else a client sends is kept as extra. */
export const USER_ATTRIBUTES: ReadonlySet<string> = new Set([
  'id',
  'name',
  'domain_id',
  'enabled',
  'default_project_id',
  'password',
  'password_expires_at',
  'options',
  'federated',
  'links',
])
