import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { SERVICE_API } from '../base-rules.ts'

/** Source: placement/policies/reshaper.py. */
export const RESHAPE = policyRule({
  name: 'placement:reshaper:reshape',
  check: `rule:${SERVICE_API.name}`,
  description: 'Move inventories and what is allocated of them between providers at once.',
  scopes: ['project'],
  operations: operationsOf(['POST /reshaper']),
})
