/** Who may do what to servers that are there, by operation. */
export const COMPUTE_ACTIONS: Readonly<Record<string, string>> = {
  'servers.start': 'owned server, member',
  'servers.stop': 'owned server, member',
  'servers.pause': 'owned server, member',
  'servers.unpause': 'owned server, member',
  'servers.suspend': 'owned server, member',
  'servers.resume': 'owned server, member',
  'servers.reboot': 'owned server, member',
  'servers.change_password': 'owned server, member',
  'servers.trigger_crash_dump': 'owned server, member',
  'servers.lock': 'owned server, member',
  'servers.unlock': 'owned server, member',
  'servers.reset_state': 'owned server, admin',
  'servers.console_output': 'owned server, member',
  'instance_actions.list': 'owned server, reader',
  'instance_actions.show': 'owned server, reader',
}
