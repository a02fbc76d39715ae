import type { Operation } from '../kernel/operation.ts'
import type { Service } from '../kernel/service.ts'
import { version } from '../kernel/microversion.ts'
import { keystoneDialect } from './dialect.ts'
import type { IdentityEnv } from './operation.ts'
import { ADMIN_REQUIRED, BASE_RULES } from './policies.ts'
import { tokensOperations } from './tokens/tokens.ops.ts'

const operations: readonly Operation[] = [...tokensOperations]

export const identity: Service<IdentityEnv> = {
  type: 'identity',
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
  dialect: keystoneDialect,
  checks: ['target', 'policy', 'body'],
  adminRule: ADMIN_REQUIRED,
  rules: BASE_RULES,
  operations,
  headFollowsGet: true,
  trailingSlash: 'ignored',
  bodyLimit: 114_688,
}
