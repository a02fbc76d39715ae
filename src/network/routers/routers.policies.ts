/** Who may do what with routers. Source: openstack/neutron neutron/conf/policies/router.py. */
import { operationsOf, policyRule, type PolicyRule } from '../../kernel/policy.ts'
import { ADMIN, ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { attributeRule, attributeRules, resourceRules, type Verb } from '../policies.ts'

const ROUTER = { resource: 'router', path: '/routers' } as const

export const routerRules = resourceRules(ROUTER, {
  create: ADMIN_OR_MEMBER,
  show: ADMIN_OR_READER,
  update: ADMIN_OR_MEMBER,
  delete: ADMIN_OR_MEMBER,
})

const GATEWAY = 'external_gateway_info'

function rulesFor(verb: Extract<Verb, 'create' | 'update'>) {
  const member = (name: string, check: string): PolicyRule =>
    attributeRule(ROUTER, verb, `${GATEWAY}:${name}`, check)
  return {
    own: {
      ...attributeRules(ROUTER, verb, ADMIN, ['distributed', 'ha']),
      ...attributeRules(ROUTER, verb, ADMIN_OR_MEMBER, [GATEWAY]),
    },
    members: {
      network_id: member('network_id', ADMIN_OR_MEMBER),
      enable_snat: member('enable_snat', ADMIN),
      external_fixed_ips: member('external_fixed_ips', ADMIN),
    },
  }
}

const post = rulesFor('create')
const put = rulesFor('update')
const get = attributeRules(ROUTER, 'get', ADMIN, ['distributed', 'ha'])

const rulesOf = (name: 'distributed' | 'ha') => {
  return { post: post.own[name], put: put.own[name], get: get[name] }
}

/** Rules of attributes, by what is done with them. */
export const ROUTER_ATTRIBUTES = {
  distributed: rulesOf('distributed'),
  ha: rulesOf('ha'),
  external_gateway_info: {
    post: post.own[GATEWAY],
    put: put.own[GATEWAY],
    members: { post: post.members, put: put.members },
  },
}

/** Those that no operation names. */
export const ROUTER_RULES = [
  ...[post, put].flatMap(({ own, members }) => [...Object.values(own), ...Object.values(members)]),
  ...Object.values(get),
]

/** Who may do what is done to a router, `add_router_interface` say. */
export function actionRule(name: string, description: string): PolicyRule {
  return policyRule({
    name,
    check: ADMIN_OR_MEMBER,
    description,
    scopes: ['project'],
    operations: operationsOf([`PUT ${ROUTER.path}/{id}/${name}`]),
  })
}
