/** Rules of the policies that clients keep, and of what they are for (keystone/common/policies/policy.py, policy_association.py). */
import { adminsRule, readersRule } from '../base-rules.ts'

const ALL = '/v3/policies'
const EACH = `${ALL}/{policy_id}`

export const LIST_POLICIES = readersRule('list_policies', 'List policies.', `GET ${ALL}`)
export const GET_POLICY = readersRule('get_policy', 'Show a policy.', `GET ${EACH}`)
export const CREATE_POLICY = adminsRule('create_policy', 'Keep a policy.', `POST ${ALL}`)
export const UPDATE_POLICY = adminsRule('update_policy', 'Change a policy.', `PATCH ${EACH}`)
export const DELETE_POLICY = adminsRule('delete_policy', 'Delete a policy.', `DELETE ${EACH}`)

export const LIST_ENDPOINTS_OF_POLICY = readersRule(
  'list_endpoints_for_policy',
  'List the endpoints that a policy is for.',
  `GET ${EACH}/OS-ENDPOINT-POLICY/endpoints`,
)

const OF_ENDPOINT = '/v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy'
export const GET_POLICY_OF_ENDPOINT = readersRule(
  'get_policy_for_endpoint',
  'Show the policy of an endpoint.',
  `GET ${OF_ENDPOINT}`,
  `HEAD ${OF_ENDPOINT}`,
)

/** The rules of an association of policies, by what it is with. */
function associationRules(what: string, words: string, rest: string) {
  const path = `${EACH}/OS-ENDPOINT-POLICY/${rest}`
  return {
    check: readersRule(
      `check_policy_association_for_${what}`,
      `Check whether a policy is for ${words}.`,
      `GET ${path}`,
      `HEAD ${path}`,
    ),
    create: adminsRule(
      `create_policy_association_for_${what}`,
      `Give ${words} a policy.`,
      `PUT ${path}`,
    ),
    delete: adminsRule(
      `delete_policy_association_for_${what}`,
      `Take a policy from ${words}.`,
      `DELETE ${path}`,
    ),
  }
}

export const ASSOCIATIONS = {
  endpoint: associationRules('endpoint', 'an endpoint', 'endpoints/{endpoint_id}'),
  service: associationRules('service', 'a service', 'services/{service_id}'),
  region: associationRules(
    'region_and_service',
    'a service in a region',
    'services/{service_id}/regions/{region_id}',
  ),
} as const
