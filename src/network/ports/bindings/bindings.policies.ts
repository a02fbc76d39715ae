/** Source: openstack/neutron neutron/conf/policies/port_bindings.py. */
import { operationsOf, policyRule } from '../../../kernel/policy.ts'
import { ADMIN, DEFAULT, SERVICE } from '../../base-rules.ts'

const PATH = '/ports/{port_id}/bindings/'

export const bindingRules = {
  show: policyRule({
    name: 'get_port_binding',
    check: `(${ADMIN}) or (${SERVICE})`,
    description: 'See where a port is bound.',
    scopes: ['project'],
    operations: operationsOf([`GET ${PATH}`]),
  }),
  create: policyRule({
    name: 'create_port_binding',
    check: SERVICE,
    description: 'Bind a port on another host.',
    scopes: ['project'],
    operations: operationsOf([`POST ${PATH}`]),
  }),
  // It has none of its own.
  update: DEFAULT,
  delete: policyRule({
    name: 'delete_port_binding',
    check: SERVICE,
    description: 'Unbind a port from a host.',
    scopes: ['project'],
    operations: operationsOf([`DELETE ${PATH}`]),
  }),
}

export const ACTIVATE = policyRule({
  name: 'activate',
  check: SERVICE,
  description: 'Let a port be on the host where it was bound in addition.',
  scopes: ['project'],
  operations: operationsOf([`PUT ${PATH}{host}`]),
})
