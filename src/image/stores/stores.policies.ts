import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, SERVICE_API } from '../base-rules.ts'

export const DETAIL = policyRule({
  name: 'stores_info_detail',
  check: `${ADMIN} or rule:${SERVICE_API.name}`,
  description: 'See how the stores are configured.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: '/info/stores/detail' }],
})
