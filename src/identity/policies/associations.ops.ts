import { notFound } from '../../kernel/faults.ts'
import type { Operation, Target } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { collection, collectionOf } from '../collections.ts'
import { endpointTarget } from '../endpoints/endpoints.ops.ts'
import { findEndpoint } from '../endpoints/endpoints.store.ts'
import { ENDPOINT, renderEndpoint } from '../endpoints/endpoints.view.ts'
import { found, missing, type Kind } from '../faults.ts'
import { operation } from '../operation.ts'
import { findRegion } from '../regions/regions.store.ts'
import { findService } from '../services/services.store.ts'
import {
  associatePolicy,
  dissociatePolicy,
  endpointsOfPolicy,
  isPolicyOf,
  type Place,
  policyOfEndpoint,
} from './associations.store.ts'
import { policyTarget } from './policies.ops.ts'
import { findPolicy } from './policies.store.ts'
import { POLICY, renderPolicy } from './policies.view.ts'
import { ASSOCIATIONS, GET_POLICY_OF_ENDPOINT, LIST_ENDPOINTS_OF_POLICY } from './rules.ts'

/** One way to say what a policy is for. */
interface Family {
  readonly id: string
  readonly path: string
  /** For summaries. */
  readonly what: string
  readonly rules: Readonly<Record<'check' | 'create' | 'delete', PolicyRule>>
}

const FAMILIES: readonly Family[] = [
  {
    id: 'policy_endpoints',
    path: 'endpoints/{endpoint_id}',
    what: 'an endpoint',
    rules: ASSOCIATIONS.endpoint,
  },
  {
    id: 'policy_services',
    path: 'services/{service_id}',
    what: 'a service',
    rules: ASSOCIATIONS.service,
  },
  {
    id: 'policy_service_regions',
    path: 'services/{service_id}/regions/{region_id}',
    what: 'a service in a region and those below it',
    rules: ASSOCIATIONS.region,
  },
]

type Params = Readonly<Record<string, string>>

/** What a path names, in the order in which it is looked for. */
const LOOKED_FOR: readonly [Kind, (tx: Tx, id: string) => Promise<object | undefined>][] = [
  ['policy', findPolicy],
  ['service', findService],
  ['endpoint', findEndpoint],
  ['region', findRegion],
]

interface Named {
  readonly policyId: string
  readonly place: Place
  /** The first of what is named that is not there. */
  readonly absent: { readonly kind: Kind; readonly id: string } | undefined
}

const named: Target<Named, Params> = {
  async load(tx: Tx, _ctx, params: Params) {
    const place = {
      endpoint_id: params['endpoint_id'] ?? null,
      service_id: params['service_id'] ?? null,
      region_id: params['region_id'] ?? null,
    }
    return { policyId: params['policy_id']!, place, absent: await firstAbsent(tx, params) }
  },
  attributes: ({ policyId, place }) => ({ policy_id: policyId, ...place }),
}

async function firstAbsent(tx: Tx, params: Params): Promise<Named['absent']> {
  for (const [kind, find] of LOOKED_FOR) {
    const id = params[`${kind}_id`]
    if (id !== undefined && (await find(tx, id)) === undefined) return { kind, id }
  }
  return undefined
}

/** @throws 404 */
function refuseAbsent({ absent }: Named): void {
  if (absent !== undefined) throw missing(absent.kind, absent.id)
}

function familyOperations({ id, path: rest, what, rules }: Family): Operation[] {
  const path: string = `/policies/{policy_id}/OS-ENDPOINT-POLICY/${rest}`
  const common = {
    path,
    target: named,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
  } as const
  return [
    operation({
      ...common,
      id: `${id}.check`,
      method: 'GET',
      summary: `Check whether a policy is for ${what}.`,
      policy: rules.check,
      async handle({ tx, target }) {
        refuseAbsent(target)
        if (await isPolicyOf(tx, target.policyId, target.place)) return
        throw notFound('Could not find policy association.')
      },
    }),

    operation({
      ...common,
      id: `${id}.associate`,
      method: 'PUT',
      summary: `Say that a policy is for ${what}, in the place of any other.`,
      policy: rules.create,
      handle({ tx, target }) {
        refuseAbsent(target)
        return associatePolicy(tx, target.policyId, target.place)
      },
    }),

    operation({
      ...common,
      id: `${id}.dissociate`,
      method: 'DELETE',
      summary: `Say that a policy is not for ${what}, whether it was or not.`,
      policy: rules.delete,
      handle({ tx, target }) {
        refuseAbsent(target)
        return dissociatePolicy(tx, target.policyId, target.place)
      },
    }),
  ]
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
      const rows = await endpointsOfPolicy(tx, found('policy', target).id)
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
    async handle({ tx, ctx, target }) {
      const endpoint = found('endpoint', target)
      const policy = await policyOfEndpoint(tx, endpoint)
      if (policy === undefined) {
        throw notFound(`No policy is associated with endpoint ${endpoint.id}.`)
      }
      return { policy: renderPolicy(policy, ctx) }
    },
  }),
]
