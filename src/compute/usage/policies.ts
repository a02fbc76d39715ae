import { policyRule } from '../../kernel/policy.ts'
import { adminRule } from '../base-rules.ts'

/** Source: nova/policies/simple_tenant_usage.py, instance_usage_audit_log.py. */
export const LIST = adminRule(
  'os_compute_api:os-simple-tenant-usage:list',
  'List what each project has used.',
  'GET',
  '/os-simple-tenant-usage',
)
export const SHOW = policyRule({
  name: 'os_compute_api:os-simple-tenant-usage:show',
  check: 'rule:project_reader_or_admin',
  description: 'Show what a project has used.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: '/os-simple-tenant-usage/{tenant_id}' }],
})

const audits = (verb: string, description: string, path: string) =>
  adminRule(
    `os_compute_api:os-instance-usage-audit-log:${verb}`,
    description,
    'GET',
    `/os-instance_usage_audit_log${path}`,
  )
export const LIST_AUDITS = audits('list', 'List the last audits of usage.', '')
export const SHOW_AUDITS = audits(
  'show',
  'List the last audits of usage before a time.',
  '/{before_timestamp}',
)
