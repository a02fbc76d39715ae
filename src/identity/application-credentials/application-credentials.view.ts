import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import { shownEnd } from '../times.ts'
import type { ApplicationCredential } from './application-credentials.store.ts'

const RULE = closed({ id: T.String(), service: T.String(), path: T.String(), method: T.String() })

const ROLE = closed({
  id: T.String(),
  name: T.String(),
  domain_id: nullable(T.String()),
  description: nullable(T.String()),
  options: T.Object({}),
})

const FIELDS = {
  id: T.String(),
  name: T.String(),
  description: nullable(T.String()),
  user_id: T.String(),
  project_id: T.String(),
  system: T.Null(),
  expires_at: nullable(T.String()),
  unrestricted: nullable(T.Boolean()),
  roles: T.Array(ROLE),
  access_rules: T.Optional(T.Array(RULE)),
  links: SELF,
}

export const CREDENTIAL = closed(FIELDS)

/** Shown once, when it is made: only its hash is kept. */
export const NEW_CREDENTIAL = closed({ ...FIELDS, secret: T.String() })

export function renderCredential(
  { row, roles, rules }: ApplicationCredential,
  ctx: RequestContext,
  secret?: string,
) {
  const { id, name, description, user_id, project_id, expires_at, unrestricted } = row
  return {
    id,
    name,
    description,
    user_id,
    project_id,
    system: null,
    expires_at: expires_at === null ? null : shownEnd(expires_at),
    unrestricted: unrestricted === null ? null : unrestricted === 1,
    roles: roles.map((role) => ({
      id: role.id,
      name: role.name,
      domain_id: role.domain_id,
      description: role.description,
      options: JSON.parse(role.options) as object,
    })),
    ...(rules.length > 0 && { access_rules: [...rules] }),
    ...(secret !== undefined && { secret }),
    links: { self: `${ctx.endpoint}/application_credentials/${id}` },
  }
}
