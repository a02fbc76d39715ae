/** How rules of resources and of their attributes are named and declared. */
import { operationsOf, policyRule, type PolicyRule } from '../kernel/policy.ts'

/** What is judged, by the words with which names of rules begin. */
const VERBS = { create: 'POST', get: 'GET', update: 'PUT', delete: 'DELETE' } as const
export type Verb = keyof typeof VERBS

interface Judged {
  /** The singular, `network`. */
  readonly resource: string
  /** Where it hangs, `/networks`. */
  readonly path: string
}

/** The four rules of a resource: `create_network`, `get_network` for lists too, and so on. */
export function resourceRules(
  judged: Judged,
  checks: Readonly<Record<'create' | 'show' | 'update' | 'delete', string>>,
): Readonly<Record<keyof typeof checks, PolicyRule>> {
  const rule = (verb: Verb, check: string): PolicyRule => resourceRule(judged, verb, check)
  return {
    create: rule('create', checks.create),
    show: rule('get', checks.show),
    update: rule('update', checks.update),
    delete: rule('delete', checks.delete),
  }
}

const DONE = { create: 'Create', get: 'List and show', update: 'Change', delete: 'Delete' } as const

/** One of them, where a resource has not all. */
export function resourceRule({ resource, path }: Judged, verb: Verb, check: string): PolicyRule {
  return policyRule({
    name: `${verb}_${resource}`,
    check,
    description: `${DONE[verb]} ${wordsOf(resource)}.`,
    scopes: ['project'],
    operations: operationsOf(callsOf(path, verb)),
  })
}

const TO = {
  create: 'Set',
  get: 'See',
  update: 'Change',
  delete: 'Take away',
} as const

/** The rule for those who set, see or change an attribute: `create_network:shared`. */
export function attributeRule(
  { resource, path }: Judged,
  verb: Verb,
  attribute: string,
  check: string,
): PolicyRule {
  return policyRule({
    name: `${verb}_${resource}:${attribute}`,
    check,
    description: `${TO[verb]} \`${attribute}\` of ${wordsOf(resource)}.`,
    scopes: ['project'],
    operations: operationsOf(callsOf(path, verb)),
  })
}

/** The same check for several attributes. */
export function attributeRules<const N extends string>(
  judged: Judged,
  verb: Verb,
  check: string,
  names: readonly N[],
): Readonly<Record<N, PolicyRule>> {
  const rules = names.map((name) => [name, attributeRule(judged, verb, name, check)] as const)
  return Object.fromEntries(rules) as Record<N, PolicyRule>
}

function wordsOf(resource: string): string {
  return `a ${resource.replaceAll('_', ' ')}`
}

function callsOf(path: string, verb: Verb): `${string} ${string}`[] {
  const item = `${path}/{id}`
  if (verb === 'create') return [`POST ${path}`]
  return verb === 'get' ? [`GET ${path}`, `GET ${item}`] : [`${VERBS[verb]} ${item}`]
}
