import { Type as T } from 'typebox'
import { closed, many } from '../../kernel/view.ts'
import { projectRule } from '../base-rules.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { securityGroupView } from '../security-groups/security-group.view.ts'
import { ON_SERVER } from '../servers/on-server.usecase.ts'
import { OF_SERVER } from '../servers/sub-resource.usecase.ts'
import { addServerToGroup, groupsOfServer, removeServerFromGroup } from './server-groups.usecase.ts'

const GROUPS = '/servers/{server_id}/os-security-groups'
const ACTION = '/servers/{server_id}/action'
/** Source: nova/policies/security_groups.py. */
const NAME = 'os-security-groups'
const LIST = projectRule('reader', `${NAME}:list`, 'List groups of a server.', 'GET', GROUPS)
const ADD = projectRule(
  'member',
  `${NAME}:add`,
  'Put a server into a security group.',
  'POST',
  `${ACTION} (addSecurityGroup)`,
)
const REMOVE = projectRule(
  'member',
  `${NAME}:remove`,
  'Take a server out of a security group.',
  'POST',
  `${ACTION} (removeSecurityGroup)`,
)

const NAMED = closed({ name: T.String({ minLength: 1 }) })

const list = operation({
  ...OF_SERVER,
  id: 'server_security_groups.list',
  method: 'GET',
  path: GROUPS,
  summary: 'List the security groups of a server',
  policy: LIST,
  query: NO_QUERY,
  response: { 200: many('security_groups', securityGroupView) },
  errors: [400, 403, 404],
  async handle(input) {
    return { security_groups: securityGroupView.list(await groupsOfServer(input), input.ctx) }
  },
})

const add = operation({
  ...ON_SERVER,
  id: 'servers.add_security_group',
  action: 'addSecurityGroup',
  summary: 'Put a server into a security group',
  policy: ADD,
  body: closed({ addSecurityGroup: NAMED }),
  handle: (input) => addServerToGroup(input, input.body.addSecurityGroup.name),
})

const remove = operation({
  ...ON_SERVER,
  id: 'servers.remove_security_group',
  action: 'removeSecurityGroup',
  summary: 'Take a server out of a security group',
  policy: REMOVE,
  body: closed({ removeSecurityGroup: NAMED }),
  handle: (input) => removeServerFromGroup(input, input.body.removeSecurityGroup.name),
})

export const serverSecurityGroupOperations = [list, add, remove]
