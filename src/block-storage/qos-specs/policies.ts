/** Who may do what with QoS specs. Defaults of openstack/cinder cinder/policies/qos_specs.py. */
import { adminsRule } from '../base-rules.ts'

const PATH = '/qos-specs/{qos_id}'

export const GET_ALL = adminsRule(
  'volume_extension:qos_specs_manage:get_all',
  'List QoS specs, or the volume types that refer to some.',
  'GET /qos-specs',
  `GET ${PATH}/associations`,
)

export const GET = adminsRule(
  'volume_extension:qos_specs_manage:get',
  'Show QoS specs.',
  `GET ${PATH}`,
)

export const CREATE = adminsRule(
  'volume_extension:qos_specs_manage:create',
  'Create QoS specs.',
  'POST /qos-specs',
)

export const UPDATE = adminsRule(
  'volume_extension:qos_specs_manage:update',
  'Set keys of QoS specs, and which volume types refer to them.',
  `PUT ${PATH}`,
  `GET ${PATH}/disassociate_all`,
  `GET ${PATH}/associate`,
  `GET ${PATH}/disassociate`,
)

export const DELETE = adminsRule(
  'volume_extension:qos_specs_manage:delete',
  'Delete QoS specs, or keys of them.',
  `DELETE ${PATH}`,
  `PUT ${PATH}/delete_keys`,
)
