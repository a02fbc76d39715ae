import { policyRule } from '../../kernel/policy.ts'

/** Source: nova/policies/servers.py. */
const list = (verb: string, check: string, description: string, ...paths: string[]) =>
  policyRule({
    name: `os_compute_api:servers:${verb}`,
    check: `rule:${check}`,
    description,
    scopes: ['project'],
    operations: paths.map((path) => ({ method: 'GET', path })),
  })

export const INDEX = list('index', 'project_reader_or_admin', 'List servers.', '/servers')
export const DETAIL = list(
  'detail',
  'project_reader_or_admin',
  'List servers with details.',
  '/servers/detail',
)
export const INDEX_ALL_TENANTS = list(
  'index:get_all_tenants',
  'context_is_admin',
  'List the servers of all projects.',
  '/servers',
)
export const DETAIL_ALL_TENANTS = list(
  'detail:get_all_tenants',
  'context_is_admin',
  'List the servers of all projects with details.',
  '/servers/detail',
)
export const ALLOW_ALL_FILTERS = list(
  'allow_all_filters',
  'context_is_admin',
  'Filter servers by whatever there is of them.',
  '/servers',
  '/servers/detail',
)

/** Rules of lists that no operation names. */
export const LIST_RULES = [INDEX_ALL_TENANTS, DETAIL_ALL_TENANTS, ALLOW_ALL_FILTERS]
