import { projectRule } from '../base-rules.ts'

/** Source: nova/policies/attach_interfaces.py. */
const NAME = 'os-attach-interfaces'
const ALL = '/servers/{server_id}/os-interface'
const ONE = `${ALL}/{port_id}`

export const LIST = projectRule('reader', `${NAME}:list`, 'List ports of a server.', 'GET', ALL)
export const SHOW = projectRule('reader', `${NAME}:show`, 'Show a port of a server.', 'GET', ONE)
export const CREATE = projectRule(
  'member',
  `${NAME}:create`,
  'Plug a server into a network.',
  'POST',
  ALL,
)
export const DELETE = projectRule(
  'member',
  `${NAME}:delete`,
  'Unplug a server from a network.',
  'DELETE',
  ONE,
)
