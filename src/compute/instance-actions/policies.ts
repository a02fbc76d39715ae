import { policyRule } from '../../kernel/policy.ts'
import { PROJECT_READER_OR_ADMIN } from '../base-rules.ts'

/** Source: openstack/nova nova/policies/instance_actions.py. */

const LIST_PATH = '/servers/{server_id}/os-instance-actions'
const SHOW_PATH = `${LIST_PATH}/{request_id}`

function rule(verb: string, check: string, description: string, path: string) {
  return policyRule({
    ...{ name: `os_compute_api:os-instance-actions:${verb}`, check, description },
    scopes: ['project'],
    operations: [{ method: 'GET', path }],
  })
}

const READER = `rule:${PROJECT_READER_OR_ADMIN.name}`
const ADMIN = 'rule:context_is_admin'

export const LIST = rule('list', READER, 'List what was done to a server.', LIST_PATH)
export const SHOW = rule('show', READER, 'Show something that was done to a server.', SHOW_PATH)
export const EVENTS = rule(
  'events',
  ADMIN,
  'See the parts of it, until 2.50 at all, and since then on which host they were done.',
  SHOW_PATH,
)
export const DETAILS = rule('events:details', ADMIN, 'See what went wrong in a part.', SHOW_PATH)
