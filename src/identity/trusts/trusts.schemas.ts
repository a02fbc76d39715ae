/** Bodies of trusts (keystone/trust/schema.py). */
import { Type as T, type Static } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { ID, NAME, NULLABLE_TEXT, oddNamesFirst, open, upstream } from '../schemas.ts'

const ROLE = T.Object(
  { id: T.Optional(ID), name: T.Optional(NAME) },
  { minProperties: 1, maxProperties: 1, additionalProperties: false },
)

export const NEW_TRUST = oddNamesFirst(
  closed({
    trust: open({
      trustor_user_id: T.String(),
      trustee_user_id: T.String(),
      impersonation: T.Boolean(),
      project_id: T.Optional(NULLABLE_TEXT),
      remaining_uses: T.Optional(
        upstream<number | null>({ type: ['integer', 'null'], minimum: 1 }),
      ),
      expires_at: T.Optional(upstream<string | null>({ type: ['null', 'string'] })),
      allow_redelegation: T.Optional(upstream<boolean | null>({ type: ['boolean', 'null'] })),
      redelegation_count: T.Optional(
        upstream<number | null>({ type: ['integer', 'null'], minimum: 0 }),
      ),
      redelegated_trust_id: T.Optional(NULLABLE_TEXT),
      roles: T.Optional(T.Array(ROLE)),
    }),
  }),
)

export type NewTrust = Static<typeof NEW_TRUST>['trust']

/** Attributes with a place of their own; what else a client sends is kept as extra. */
export const TRUST_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['id', 'trustor_user_id', 'trustee_user_id', 'impersonation', 'project_id', 'links'],
  ...['remaining_uses', 'expires_at', 'allow_redelegation', 'redelegation_count', 'roles'],
  ...['redelegated_trust_id', 'deleted_at', 'roles_links'],
])
