/** Source: openstack/neutron neutron/conf/policies/auto_allocated_topology.py. */
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'

export const PATH = '/auto-allocated-topology/{project_id}'

export const GET_TOPOLOGY = policyRule({
  name: 'get_auto_allocated_topology',
  check: ADMIN_OR_READER,
  description: 'Give a project a network behind a router, and show which it was given.',
  scopes: ['project'],
  operations: operationsOf([`GET ${PATH}`]),
})

export const DELETE_TOPOLOGY = policyRule({
  name: 'delete_auto_allocated_topology',
  check: ADMIN_OR_MEMBER,
  description: 'Delete the network and the router that a project was given.',
  scopes: ['project'],
  operations: operationsOf([`DELETE ${PATH}`]),
})
