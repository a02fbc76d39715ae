/** Who may do what with flavors. Source: openstack/neutron neutron/conf/policies/flavor.py. */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'
import { resourceRules } from '../policies.ts'
import { FLAVORS, SERVICE_PROFILES } from './flavors.table.ts'

export const flavorRules = resourceRules(FLAVORS, {
  ...{ create: ADMIN, show: 'role:reader', update: ADMIN, delete: ADMIN },
})

export const serviceProfileRules = resourceRules(SERVICE_PROFILES, {
  ...{ create: ADMIN, show: ADMIN, update: ADMIN, delete: ADMIN },
})

export const ADD_PROFILE = policyRule({
  name: 'create_flavor_service_profile',
  check: ADMIN,
  description: 'Give a service profile to a flavor.',
  scopes: ['project'],
  operations: [{ method: 'POST', path: '/flavors/{flavor_id}/service_profiles' }],
})

export const REMOVE_PROFILE = policyRule({
  name: 'delete_flavor_service_profile',
  check: ADMIN,
  description: 'Take a service profile from a flavor.',
  scopes: ['project'],
  operations: [{ method: 'DELETE', path: '/flavors/{flavor_id}/service_profiles/{profile_id}' }],
})
