import { version } from '../kernel/microversion.ts'
import type { Operation } from '../kernel/operation.ts'
import type { Service } from '../kernel/service.ts'
import { accessRulesOperations } from './access-rules/access-rules.ops.ts'
import { applicationCredentialsOperations } from './application-credentials/application-credentials.ops.ts'
import { authOperations } from './auth/auth.ops.ts'
import { withdrawnOperations } from './auth/withdrawn.ops.ts'
import { CADF } from './cadf.ts'
import { credentialsOperations } from './credentials/credentials.ops.ts'
import { ec2Operations } from './credentials/ec2.ops.ts'
import { keystoneDialect } from './dialect.ts'
import { domainConfigsOperations } from './domain-configs/domain-configs.ops.ts'
import { domainsOperations } from './domains/domains.ops.ts'
import { endpointGroupsOperations } from './endpoint-filter/endpoint-groups.ops.ts'
import { groupProjectsOperations } from './endpoint-filter/group-projects.ops.ts'
import { projectEndpointsOperations } from './endpoint-filter/project-endpoints.ops.ts'
import { endpointsOperations } from './endpoints/endpoints.ops.ts'
import { federationAuthOperations } from './federation/auth.ops.ts'
import { identityProvidersOperations } from './federation/identity-providers.ops.ts'
import { mappingsOperations } from './federation/mappings.ops.ts'
import { protocolsOperations } from './federation/protocols.ops.ts'
import { serviceProvidersOperations } from './federation/service-providers.ops.ts'
import { webssoOperations } from './federation/websso.ops.ts'
import { grantsOperations } from './grants/grants.ops.ts'
import { groupsOperations } from './groups/groups.ops.ts'
import { membersOperations } from './groups/members.ops.ts'
import { limitsOperations } from './limits/limits.ops.ts'
import { registeredLimitsOperations } from './limits/registered-limits.ops.ts'
import { accessTokensOperations } from './oauth1/access-tokens.ops.ts'
import { consumersOperations } from './oauth1/consumers.ops.ts'
import { requestTokensOperations } from './oauth1/request-tokens.ops.ts'
import { oauth2TokensOperations } from './oauth2/tokens.ops.ts'
import type { IdentityEnv } from './operation.ts'
import { ADMIN_REQUIRED, BASE_RULES } from './base-rules.ts'
import { policyAssociationsOperations } from './policies/associations.ops.ts'
import { policiesOperations } from './policies/policies.ops.ts'
import { projectsOperations } from './projects/projects.ops.ts'
import { tagsOperations } from './projects/tags.ops.ts'
import { regionsOperations } from './regions/regions.ops.ts'
import { roleAssignmentsOperations, TREE_RULES } from './role-assignments/role-assignments.ops.ts'
import { revocationsOperations } from './revocations/revocations.ops.ts'
import { implicationsOperations } from './roles/implications.ops.ts'
import { DOMAIN_ROLE_RULES } from './roles/policies.ts'
import { rolesOperations } from './roles/roles.ops.ts'
import { servicesOperations } from './services/services.ops.ts'
import { tokensOperations } from './tokens/tokens.ops.ts'
import { signaturesOperations } from './signatures/signatures.ops.ts'
import { TRUST_RULES, trustsOperations } from './trusts/trusts.ops.ts'
import { usersOperations } from './users/users.ops.ts'
import { versionsOperations } from './versions/versions.ops.ts'
import { DEPRECATED_RULES } from './deprecated-rules.ts'

const operations: readonly Operation[] = [
  ...versionsOperations(() => operations),
  ...tokensOperations,
  ...revocationsOperations,
  ...authOperations,
  ...withdrawnOperations,
  ...domainsOperations,
  ...domainConfigsOperations,
  ...projectsOperations,
  ...tagsOperations,
  ...usersOperations,
  ...applicationCredentialsOperations,
  ...accessRulesOperations,
  ...credentialsOperations,
  ...ec2Operations,
  ...trustsOperations,
  ...signaturesOperations,
  ...groupsOperations,
  ...membersOperations,
  ...rolesOperations,
  ...implicationsOperations,
  ...grantsOperations,
  ...roleAssignmentsOperations,
  ...regionsOperations,
  ...servicesOperations,
  ...endpointsOperations,
  ...endpointGroupsOperations,
  ...groupProjectsOperations,
  ...projectEndpointsOperations,
  ...policiesOperations,
  ...policyAssociationsOperations,
  ...registeredLimitsOperations,
  ...limitsOperations,
  ...identityProvidersOperations,
  ...protocolsOperations,
  ...mappingsOperations,
  ...serviceProvidersOperations,
  ...federationAuthOperations,
  ...webssoOperations,
  ...consumersOperations,
  ...requestTokensOperations,
  ...accessTokensOperations,
  ...oauth2TokensOperations,
]

export const identity: Service<IdentityEnv, 'identity'> = {
  type: 'identity',
  title: 'Identity',
  project: 'keystone',
  description: 'Users, projects, roles, tokens and the catalogue of services.',
  defaultPort: 5000,
  sharedPath: '/identity',
  mounts: [
    {
      id: 'v3',
      prefix: '/v3',
      min: version('3.14'),
      max: version('3.14'),
      projectInPath: 'never',
    },
  ],
  catalog: [{ type: 'identity', name: 'keystone', path: '/v3/' }],
  dialect: keystoneDialect,
  cadf: CADF,
  checks: ['target', 'policy', 'body'],
  adminRule: ADMIN_REQUIRED,
  deprecatedRules: DEPRECATED_RULES,
  rules: [...BASE_RULES, ...DOMAIN_ROLE_RULES, ...TREE_RULES, ...TRUST_RULES],
  operations,
  headFollowsGet: true,
  trailingSlash: 'ignored',
  // Source: keystone/conf/__init__.py.
  cors: {
    allowMethods: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
    allowHeaders: [
      'X-Auth-Token',
      'X-Openstack-Request-Id',
      'X-Subject-Token',
      'X-Project-Id',
      'X-Project-Name',
      'X-Project-Domain-Id',
      'X-Project-Domain-Name',
      'X-Domain-Id',
      'X-Domain-Name',
      'Openstack-Auth-Receipt',
    ],
    exposeHeaders: [
      'X-Auth-Token',
      'X-Openstack-Request-Id',
      'X-Subject-Token',
      'Openstack-Auth-Receipt',
    ],
  },
  bodyLimit: 114_688,
}
