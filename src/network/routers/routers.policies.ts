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
const DEFAULT_ROUTES = ['enable_default_route_bfd', 'enable_default_route_ecmp'] as const

/** What can be said of a gateway, and who may. */
const MEMBERS = [
  ['network_id', ADMIN_OR_MEMBER],
  ['enable_snat', ADMIN],
  ['external_fixed_ips', ADMIN],
] as const

function rulesFor(verb: Extract<Verb, 'create' | 'update'>) {
  const member = (name: string, check: string): PolicyRule =>
    attributeRule(ROUTER, verb, `${GATEWAY}:${name}`, check)
  return {
    own: {
      ...attributeRules(ROUTER, verb, ADMIN, ['distributed', 'ha', ...DEFAULT_ROUTES]),
      ...attributeRules(ROUTER, verb, ADMIN_OR_MEMBER, [GATEWAY]),
    },
    members: Object.fromEntries(MEMBERS.map(([name, check]) => [name, member(name, check)])),
  }
}

const post = rulesFor('create')
const put = rulesFor('update')
const get = attributeRules(ROUTER, 'get', ADMIN, ['distributed', 'ha'])

const rulesOf = (name: 'distributed' | 'ha') => {
  return { post: post.own[name], put: put.own[name], get: get[name] }
}

const setBy = (name: (typeof DEFAULT_ROUTES)[number]) => {
  return { post: post.own[name], put: put.own[name] }
}

/** Rules of attributes, by what is done with them. */
export const ROUTER_ATTRIBUTES = {
  distributed: rulesOf('distributed'),
  ha: rulesOf('ha'),
  enable_default_route_bfd: setBy('enable_default_route_bfd'),
  enable_default_route_ecmp: setBy('enable_default_route_ecmp'),
  external_gateway_info: {
    post: post.own[GATEWAY],
    put: put.own[GATEWAY],
    members: { post: post.members, put: put.members },
  },
}

/** Who may do what with the gateways of a router, and say what of them. */
export const GATEWAY_ACTIONS = {
  add_external_gateways: gatewayAction('add_external_gateways', MEMBERS),
  update_external_gateways: gatewayAction('update_external_gateways', MEMBERS),
  // Who names a gateway to be taken away is judged by no rule for what it is named by.
  remove_external_gateways: gatewayAction('remove_external_gateways', []),
}

function gatewayAction(name: string, members: typeof MEMBERS | readonly []) {
  const rule = (path: string, check: string) =>
    ruleOfAction(name, {
      name: `${name}:external_gateways${path}`,
      description: 'Say which gateways of a router to networks outside.',
      check,
    })
  return {
    rule: rule('', ADMIN_OR_MEMBER),
    members: Object.fromEntries(members.map(([key, check]) => [key, rule(`:${key}`, check)])),
  }
}

/** Those that no operation names. */
export const ROUTER_RULES = [
  ...Object.values(GATEWAY_ACTIONS).flatMap(({ rule, members }) => [
    rule,
    ...Object.values(members),
  ]),
  ...[post, put].flatMap(({ own, members }) => [...Object.values(own), ...Object.values(members)]),
  ...Object.values(get),
]

/** Who may do what is done to a router, `add_router_interface` say. */
export function actionRule(name: string, description: string): PolicyRule {
  return ruleOfAction(name, { name, description, check: ADMIN_OR_MEMBER })
}

function ruleOfAction(
  action: string,
  rule: { readonly name: string; readonly description: string; readonly check: string },
): PolicyRule {
  const operations = operationsOf([`PUT ${ROUTER.path}/{id}/${action}`])
  return policyRule({ ...rule, scopes: ['project'], operations })
}
