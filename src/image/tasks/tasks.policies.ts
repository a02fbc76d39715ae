import { policyRule } from '../../kernel/policy.ts'
import { adminsRule, DEFAULT } from '../base-rules.ts'

/** The rules around tasks: openstack/glance glance/policies/tasks.py. */

const COLLECTION = '/tasks'
const ITEM = '/tasks/{task_id}'
const scopes = ['project'] as const

export const ACCESS = adminsRule(
  'tasks_api_access',
  'Use the calls about tasks.',
  `GET ${ITEM}`,
  `GET ${COLLECTION}`,
  `POST ${COLLECTION}`,
  `DELETE ${ITEM}`,
)

function unused(
  name: string,
  description: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
) {
  const check = `rule:${DEFAULT.name}`
  return policyRule({ name, check, description, scopes, operations: [{ method, path }] })
}

/** Rules that upstream declares and no call asks for. */
export const taskRules = [
  unused('get_task', 'Show a task. No call asks for it.', 'GET', ITEM),
  unused('get_tasks', 'List tasks. No call asks for it.', 'GET', COLLECTION),
  unused('add_task', 'Begin a task. No call asks for it.', 'POST', COLLECTION),
  unused('modify_task', 'Delete a task. No call asks for it.', 'DELETE', ITEM),
]
