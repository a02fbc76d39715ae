import { policyRule } from '../../kernel/policy.ts'
import { PROJECT_MEMBER_OR_ADMIN } from '../base-rules.ts'

/**
 * The rules around what is done to servers, with upstream's defaults. Source: openstack/nova
 * nova/policies/{servers,pause_server,suspend_server,lock_server,admin_actions,admin_password,
 * console_output,deferred_delete}.py.
 */

const ACTION = '/servers/{server_id}/action'

function rule(check: string, name: string, action: string, description: string) {
  return policyRule({
    ...{ name: `os_compute_api:${name}`, check, description },
    scopes: ['project'],
    operations: [{ method: 'POST', path: `${ACTION} (${action})` }],
  })
}

const members = (name: string, action: string, description: string) =>
  rule(`rule:${PROJECT_MEMBER_OR_ADMIN.name}`, name, action, description)

const admins = (name: string, action: string, description: string) =>
  rule('rule:context_is_admin', name, action, description)

export const START = members('servers:start', 'os-start', 'Start a server.')
export const STOP = members('servers:stop', 'os-stop', 'Stop a server.')
export const REBOOT = members('servers:reboot', 'reboot', 'Boot a server anew.')
export const CRASH = members(
  'servers:trigger_crash_dump',
  'trigger_crash_dump',
  'Make the kernel of a server crash, so that it writes a dump.',
)
export const PAUSE = members('os-pause-server:pause', 'pause', 'Pause a server.')
export const UNPAUSE = members('os-pause-server:unpause', 'unpause', 'Let a paused server go on.')
export const SUSPEND = members(
  'os-suspend-server:suspend',
  'suspend',
  'Put the memory of a server to disk, and stop it.',
)
export const RESUME = members('os-suspend-server:resume', 'resume', 'Wake a suspended server.')
export const CHANGE_PASSWORD = members(
  'os-admin-password',
  'changePassword',
  'Change the password of the administrator within a server.',
)
export const CONSOLE_OUTPUT = members(
  'os-console-output',
  'os-getConsoleOutput',
  'See what a server wrote to its console.',
)
export const LOCK = members('os-lock-server:lock', 'lock', 'Lock a server.')
export const UNLOCK = members('os-lock-server:unlock', 'unlock', 'Unlock a server.')
export const UNLOCK_OVERRIDE = admins(
  'os-lock-server:unlock:unlock_override',
  'unlock',
  'Unlock a server that an administrator has locked, or as one what its owner has locked.',
)
export const RESET_STATE = admins(
  'os-admin-actions:reset_state',
  'os-resetState',
  'Write another state over that of a server.',
)
export const RESTORE = members(
  'os-deferred-delete:restore',
  'restore',
  'Take back that a server was deleted, while it can be.',
)
export const FORCE_DELETE = members(
  'os-deferred-delete:force',
  'forceDelete',
  'Delete a server at once, also where it could still be restored.',
)
