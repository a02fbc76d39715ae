import { policyRule } from '../../kernel/policy.ts'

/** Source: nova/policies/keypairs.py. A user without any role may do all of it with keys of his own. */
function keypairs(verb: string, description: string, method: string, path: string) {
  return policyRule({
    name: `os_compute_api:os-keypairs:${verb}`,
    check: '(rule:context_is_admin) or user_id:%(user_id)s',
    description,
    scopes: ['project'],
    operations: [{ method, path }],
  })
}

export const LIST = keypairs('index', 'List key pairs.', 'GET', '/os-keypairs')
export const CREATE = keypairs('create', 'Import or create a key pair.', 'POST', '/os-keypairs')
export const SHOW = keypairs('show', 'Show a key pair.', 'GET', '/os-keypairs/{keypair_name}')
export const DELETE = keypairs(
  'delete',
  'Delete a key pair.',
  'DELETE',
  '/os-keypairs/{keypair_name}',
)
