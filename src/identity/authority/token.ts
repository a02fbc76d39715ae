/** A token as the services and their policies see it. */
import type { Token } from '../../kernel/context.ts'
import type { Credentials } from '../../kernel/policy.ts'
import { mayCall } from '../access-rules/access-rules.ts'
import type { TokenState } from '../tokens/tokens.store.ts'
import type { TokenClaims } from '../tokens/tokens.ts'

/** @param id its text */
export function tokenOf(id: string, claims: TokenClaims, state: TokenState): Token {
  const { user, place, roles, delegation, federation } = state
  const rules = delegation?.kind === 'application_credential' ? delegation.rules : undefined
  const project = claims.scope.kind === 'project' ? place : undefined
  const domain = claims.scope.kind === 'domain' ? place : undefined
  const roleNames = roles.map((role) => role.name)
  return {
    id,
    userId: user.id,
    userName: user.name,
    userDomainId: user.domain_id,
    projectId: project?.id,
    projectName: project?.name,
    projectDomainId: project?.domain_id ?? undefined,
    domainId: domain?.id,
    domainName: domain?.name,
    systemScope: claims.scope.kind === 'system' ? 'all' : undefined,
    roles: roleNames,
    methods: claims.methods,
    auditIds: claims.auditIds,
    issuedAt: claims.issuedAt,
    expiresAt: claims.expiresAt,
    credentials: credentialsOf(claims, state, roleNames),
    ...(delegation && {
      delegation: {
        kind: delegation.kind,
        id: delegation.id,
        unrestricted: delegation.kind === 'application_credential' && delegation.unrestricted,
      },
    }),
    ...(federation && { identityProviderId: federation.idpId }),
    ...(rules && { mayCall: (call) => mayCall(rules, call) }),
  }
}

/** Keystone's policies also look into the token itself: `token.project.domain.id`. */
function credentialsOf(
  claims: TokenClaims,
  { user, place, delegation }: TokenState,
  roles: readonly string[],
): Credentials {
  const project = claims.scope.kind === 'project' ? place : undefined
  const domain = claims.scope.kind === 'domain' ? place : undefined
  const trust = delegation?.kind === 'trust' ? delegation : undefined
  return Object.freeze({
    user_id: user.id,
    user_domain_id: user.domain_id,
    project_id: project?.id ?? null,
    project_domain_id: project?.domain_id ?? null,
    domain_id: domain?.id ?? null,
    system_scope: claims.scope.kind === 'system' ? 'all' : null,
    roles,
    trust_id: trust?.id ?? null,
    trustor_id: trust?.trustorId ?? null,
    trustee_id: trust?.trusteeId ?? null,
    is_admin: false,
    // Without a project chosen for administrators, every project is one (oslo.context).
    is_admin_project: true,
    token: {
      user: { id: user.id, domain: { id: user.domain_id } },
      ...(project && { project: { id: project.id, domain: { id: project.domain_id } } }),
      ...(domain && { domain: { id: domain.id } }),
    },
  })
}
