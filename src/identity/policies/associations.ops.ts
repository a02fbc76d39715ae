import { notFound } from '../../kernel/faults.ts'
import type { Operation } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { collection, collectionOf } from '../collections.ts'
import { ENDPOINT_NAMED, endpointTarget } from '../endpoints/endpoints.ops.ts'
import { ENDPOINT, renderEndpoint } from '../endpoints/endpoints.view.ts'
import { linkOperations } from '../families/links.ops.ts'
import { operation, targets } from '../operation.ts'
import { REGION_NAMED } from '../regions/regions.ops.ts'
import { SERVICE_NAMED } from '../services/services.ops.ts'
import {
  associatePolicy,
  dissociatePolicy,
  endpointsOfPolicy,
  isPolicyOf,
  type Place,
  policyOfEndpoint,
} from './associations.store.ts'
import { POLICY_NAMED, policyTarget } from './policies.ops.ts'
import { POLICY, renderPolicy } from './policies.view.ts'
import { ASSOCIATIONS, GET_POLICY_OF_ENDPOINT, LIST_ENDPOINTS_OF_POLICY } from './rules.ts'

const NAMED = {
  policy: POLICY_NAMED,
  service: SERVICE_NAMED,
  endpoint: ENDPOINT_NAMED,
  region: REGION_NAMED,
} as const

/** One way to say what a policy is for. */
interface Family {
  readonly id: string
  readonly path: string
  /** For summaries. */
  readonly what: string
  /** The parameters beside the policy, in the order in which they are looked for. */
  readonly names: readonly Exclude<keyof typeof NAMED, 'policy'>[]
  readonly rules: Readonly<Record<'check' | 'create' | 'delete', PolicyRule>>
}

const FAMILIES: readonly Family[] = [
  {
    id: 'policy_endpoints',
    path: 'endpoints/{endpoint_id}',
    what: 'an endpoint',
    names: ['endpoint'],
    rules: ASSOCIATIONS.endpoint,
  },
  {
    id: 'policy_services',
    path: 'services/{service_id}',
    what: 'a service',
    names: ['service'],
    rules: ASSOCIATIONS.service,
  },
  {
    id: 'policy_service_regions',
    path: 'services/{service_id}/regions/{region_id}',
    what: 'a service in a region and those below it',
    names: ['service', 'region'],
    rules: ASSOCIATIONS.region,
  },
]

/** A path has those of its family. */
type Params = Readonly<Record<`${keyof typeof NAMED}_id`, string>>

function placeOf(params: Partial<Params>): Place {
  return {
    endpoint_id: params.endpoint_id ?? null,
    service_id: params.service_id ?? null,
    region_id: params.region_id ?? null,
  }
}

function namedBy({ names }: Family) {
  const parts = [...(['policy'] as const), ...names].map((name) => [name, NAMED[name]] as const)
  return targets<Record<string, object>, Params>({
    parts: Object.fromEntries(parts),
    whenMissing: 'last',
    attributes: (_, params) => ({ policy_id: params.policy_id, ...placeOf(params) }),
  })
}

function familyOperations(family: Family): Operation[] {
  const { id, path, what, rules } = family
  return linkOperations({
    path: `/policies/{policy_id}/OS-ENDPOINT-POLICY/${path}`,
    target: namedBy(family),
    absent: () => notFound('Could not find policy association.'),
    check: {
      id: `${id}.check`,
      summary: `Check whether a policy is for ${what}.`,
      policy: rules.check,
      handle: ({ tx, params }) => isPolicyOf(tx, params.policy_id, placeOf(params)),
    },
    add: {
      id: `${id}.associate`,
      summary: `Say that a policy is for ${what}, in the place of any other.`,
      policy: rules.create,
      handle: ({ tx, params }) => associatePolicy(tx, params.policy_id, placeOf(params)),
    },
    remove: {
      id: `${id}.dissociate`,
      summary: `Say that a policy is not for ${what}, whether it was or not.`,
      policy: rules.delete,
      async handle({ tx, params }) {
        await dissociatePolicy(tx, params.policy_id, placeOf(params))
        return true
      },
    },
  })
}

export const policyAssociationsOperations = [
  ...FAMILIES.flatMap(familyOperations),

  operation({
    id: 'policy_endpoints.list',
    method: 'GET',
    path: '/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints',
    summary: 'List the endpoints that a policy is for, by whatever association.',
    policy: LIST_ENDPOINTS_OF_POLICY,
    target: policyTarget,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('endpoints', ENDPOINT) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const rows = await endpointsOfPolicy(tx, target.id)
      const items = rows.map((row) => renderEndpoint(row, ctx))
      return collection(ctx, 'endpoints', items)
    },
  }),

  operation({
    id: 'policy_endpoints.show_policy',
    method: 'GET',
    path: '/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy',
    summary: 'Show the policy of an endpoint: its own, or that of its service in its region.',
    policy: GET_POLICY_OF_ENDPOINT,
    target: endpointTarget,
    response: { 200: closed({ policy: POLICY }) },
    errors: [403, 404],
    async handle({ tx, ctx, target: endpoint }) {
      const policy = await policyOfEndpoint(tx, endpoint)
      if (policy === undefined) {
        throw notFound(`No policy is associated with endpoint ${endpoint.id}.`)
      }
      return { policy: renderPolicy(policy, ctx) }
    },
  }),
]
