import { projectRule } from '../base-rules.ts'

/** Source: nova/policies/server_tags.py. */
const NAME = 'os-server-tags'
const ALL = '/servers/{server_id}/tags'
const ONE = `${ALL}/{tag}`

export const INDEX = projectRule('reader', `${NAME}:index`, 'List tags of a server.', 'GET', ALL)
export const SHOW = projectRule('reader', `${NAME}:show`, 'See if a server has a tag.', 'GET', ONE)
export const UPDATE_ALL = projectRule(
  'member',
  `${NAME}:update_all`,
  'Replace the tags of a server.',
  'PUT',
  ALL,
)
export const UPDATE = projectRule('member', `${NAME}:update`, 'Tag a server.', 'PUT', ONE)
export const DELETE_ALL = projectRule(
  'member',
  `${NAME}:delete_all`,
  'Delete all tags of a server.',
  'DELETE',
  ALL,
)
export const DELETE = projectRule(
  'member',
  `${NAME}:delete`,
  'Delete a tag of a server.',
  'DELETE',
  ONE,
)
