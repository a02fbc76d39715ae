/** Who may do what with QoS specs. Defaults of openstack/cinder cinder/policies/qos_specs.py. */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'

const PATH = '/qos-specs/{qos_id}'

export const GET_ALL = policyRule({
  name: 'volume_extension:qos_specs_manage:get_all',
  check: ADMIN,
  description: 'List QoS specs, or the volume types that refer to some.',
  operations: [
    { method: 'GET', path: '/qos-specs' },
    { method: 'GET', path: `${PATH}/associations` },
  ],
})

export const GET = policyRule({
  name: 'volume_extension:qos_specs_manage:get',
  check: ADMIN,
  description: 'Show QoS specs.',
  operations: [{ method: 'GET', path: PATH }],
})

export const CREATE = policyRule({
  name: 'volume_extension:qos_specs_manage:create',
  check: ADMIN,
  description: 'Create QoS specs.',
  operations: [{ method: 'POST', path: '/qos-specs' }],
})

export const UPDATE = policyRule({
  name: 'volume_extension:qos_specs_manage:update',
  check: ADMIN,
  description: 'Set keys of QoS specs, and which volume types refer to them.',
  operations: [
    { method: 'PUT', path: PATH },
    { method: 'GET', path: `${PATH}/disassociate_all` },
    { method: 'GET', path: `${PATH}/associate` },
    { method: 'GET', path: `${PATH}/disassociate` },
  ],
})

export const DELETE = policyRule({
  name: 'volume_extension:qos_specs_manage:delete',
  check: ADMIN,
  description: 'Delete QoS specs, or keys of them.',
  operations: [
    { method: 'DELETE', path: PATH },
    { method: 'PUT', path: `${PATH}/delete_keys` },
  ],
})
