/** Who may do what with pools of subnets. Source: openstack/neutron neutron/conf/policies/subnetpool.py. */
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { ADMIN, ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { attributeRules, resourceRules } from '../policies.ts'

const POOL = { resource: 'subnetpool', path: '/subnetpools' } as const

export const SHARED_SUBNETPOOLS = policyRule({
  name: 'shared_subnetpools',
  check: 'field:subnetpools:shared=True',
  description: 'The pool is shared with the caller.',
})

export const subnetpoolRules = resourceRules(POOL, {
  create: ADMIN_OR_MEMBER,
  show: `${ADMIN_OR_READER} or rule:${SHARED_SUBNETPOOLS.name}`,
  update: ADMIN_OR_MEMBER,
  delete: ADMIN_OR_MEMBER,
})

const post = attributeRules(POOL, 'create', ADMIN, ['shared', 'is_default'])
const put = attributeRules(POOL, 'update', ADMIN, ['is_default'])

/** Rules of attributes, by what is done with them. */
export const SUBNETPOOL_ATTRIBUTES = { post, put }

function actionRule<const N extends string>(name: N, description: string) {
  return policyRule({
    name,
    check: ADMIN_OR_MEMBER,
    description,
    scopes: ['project'],
    operations: operationsOf([`PUT /subnetpools/{id}/${name}`]),
  })
}

export const onboardRule = actionRule(
  'onboard_network_subnets',
  'Take the subnets of a network into a pool.',
)
export const addPrefixesRule = actionRule('add_prefixes', 'Add prefixes to a pool.')
export const removePrefixesRule = actionRule('remove_prefixes', 'Take prefixes from a pool.')

/** Those that no operation names. */
export const SUBNETPOOL_RULES = [SHARED_SUBNETPOOLS, ...Object.values(post), ...Object.values(put)]
