import { projectRule } from '../base-rules.ts'

/** Source: nova/policies/server_metadata.py. */
const NAME = 'server-metadata'
const ALL = '/servers/{server_id}/metadata'
const ITEM = `${ALL}/{key}`

export const INDEX = projectRule(
  'reader',
  `${NAME}:index`,
  'List metadata of a server.',
  'GET',
  ALL,
)
export const SHOW = projectRule(
  'reader',
  `${NAME}:show`,
  'Show an item of the metadata of a server.',
  'GET',
  ITEM,
)
export const CREATE = projectRule(
  'member',
  `${NAME}:create`,
  'Add metadata to a server.',
  'POST',
  ALL,
)
export const UPDATE_ALL = projectRule(
  'member',
  `${NAME}:update_all`,
  'Replace the metadata of a server.',
  'PUT',
  ALL,
)
export const UPDATE = projectRule(
  'member',
  `${NAME}:update`,
  'Set an item of the metadata of a server.',
  'PUT',
  ITEM,
)
export const DELETE = projectRule(
  'member',
  `${NAME}:delete`,
  'Delete an item of the metadata of a server.',
  'DELETE',
  ITEM,
)
