/**
 * Who may see and set quotas. Defaults of openstack/cinder cinder/policies/quotas.py,
 * quota_class.py and limits.py.
 */
import { policyRule } from '../../kernel/policy.ts'
import { READER, adminsRule } from '../base-rules.ts'

const PATH = '/os-quota-sets/{project_id}'
const CLASS_PATH = '/os-quota-class-sets/{quota_class_name}'

export const SHOW = policyRule({
  name: 'volume_extension:quotas:show',
  check: READER,
  description: 'Show the quotas of a project, and what it uses of them.',
  operations: [
    { method: 'GET', path: PATH },
    { method: 'GET', path: `${PATH}/defaults` },
    { method: 'GET', path: `${PATH}?usage=True` },
  ],
})

export const UPDATE = adminsRule(
  'volume_extension:quotas:update',
  'Set the quotas of a project.',
  `PUT ${PATH}`,
)

export const DELETE = adminsRule(
  'volume_extension:quotas:delete',
  'Give a project the default quotas.',
  `DELETE ${PATH}`,
)

export const GET_CLASS = adminsRule(
  'volume_extension:quota_classes:get',
  'Show the quotas of a class.',
  `GET ${CLASS_PATH}`,
)

export const UPDATE_CLASS = adminsRule(
  'volume_extension:quota_classes:update',
  'Set the quotas of a class; those of the class `default` hold for every project.',
  `PUT ${CLASS_PATH}`,
)

export const SHOW_USED_LIMITS = policyRule({
  name: 'limits_extension:used_limits',
  check: READER,
  description: 'See beside the limits how much of them is used.',
  operations: [{ method: 'GET', path: '/limits' }],
})
