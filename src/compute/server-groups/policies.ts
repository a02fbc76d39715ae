import { policyRule } from '../../kernel/policy.ts'
import { adminRule } from '../base-rules.ts'

const PATH = '/os-server-groups'
const ONE = `${PATH}/{server_group_id}`

/** Source: nova/policies/server_groups.py. */
const rule = (who: 'reader' | 'member', verb: string, description: string, operation: string) => {
  const [method, path] = operation.split(' ') as [string, string]
  return policyRule({
    name: `os_compute_api:os-server-groups:${verb}`,
    check: `rule:project_${who}_or_admin`,
    description,
    scopes: ['project'],
    operations: [{ method, path }],
  })
}

export const LIST = rule('reader', 'index', 'List server groups.', `GET ${PATH}`)
export const LIST_ALL = adminRule(
  'os_compute_api:os-server-groups:index:all_projects',
  'List the server groups of all projects.',
  'GET',
  PATH,
)
export const CREATE = rule('member', 'create', 'Create a server group.', `POST ${PATH}`)
export const SHOW = rule('reader', 'show', 'Show a server group.', `GET ${ONE}`)
export const DELETE = rule('member', 'delete', 'Delete a server group.', `DELETE ${ONE}`)
