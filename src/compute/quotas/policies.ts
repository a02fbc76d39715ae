/**
 * Who may see and set quotas. Source: nova/policies/quota_sets.py, quota_class_sets.py, limits.py.
 */
import { policyRule } from '../../kernel/policy.ts'
import { adminRule } from '../base-rules.ts'

const PATH = '/os-quota-sets/{tenant_id}'
const CLASS_PATH = '/os-quota-class-sets/{quota_class}'

const readersRule = (verb: string, description: string, path: string) =>
  policyRule({
    name: `os_compute_api:os-quota-sets:${verb}`,
    check: 'rule:project_reader_or_admin',
    description,
    scopes: ['project'],
    operations: [{ method: 'GET', path }],
  })

export const SHOW = readersRule('show', 'Show the quotas of a project.', PATH)
export const DETAIL = readersRule(
  'detail',
  'Show the quotas of a project, and what it uses of them.',
  `${PATH}/detail`,
)
export const DEFAULTS = policyRule({
  name: 'os_compute_api:os-quota-sets:defaults',
  check: '@',
  description: 'Show the quotas of projects that have none of their own.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: `${PATH}/defaults` }],
})
export const UPDATE = adminRule(
  'os_compute_api:os-quota-sets:update',
  'Set the quotas of a project or of a user in it.',
  'PUT',
  PATH,
)
export const DELETE = adminRule(
  'os_compute_api:os-quota-sets:delete',
  'Give a project, or a user in it, the default quotas.',
  'DELETE',
  PATH,
)
export const SHOW_CLASS = adminRule(
  'os_compute_api:os-quota-class-sets:show',
  'Show the quotas of a class.',
  'GET',
  CLASS_PATH,
)
export const UPDATE_CLASS = adminRule(
  'os_compute_api:os-quota-class-sets:update',
  'Set the quotas of a class; those of the class `default` hold for every project.',
  'PUT',
  CLASS_PATH,
)
export const SHOW_LIMITS = policyRule({
  name: 'os_compute_api:limits',
  check: '@',
  description: 'Show the limits of the own project, and what it uses of them.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: '/limits' }],
})
export const OTHER_LIMITS = adminRule(
  'os_compute_api:limits:other_project',
  'Show the limits of another project, and what it uses of them.',
  'GET',
  '/limits',
)
