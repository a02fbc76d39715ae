/**
 * Taking back that a server was deleted, and deleting one that could still be restored. Source:
 * openstack/nova nova/api/openstack/compute/deferred_delete.py.
 */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import * as policies from './action-policies.ts'
import { deleteAtOnce } from './delete-server.usecase.ts'
import { ON_SERVER } from './on-server.usecase.ts'
import { restoreServer } from './restore-server.usecase.ts'

const restore = operation({
  ...ON_SERVER,
  id: 'servers.restore',
  action: 'restore',
  summary: 'Take back that a server was deleted',
  policy: policies.RESTORE,
  body: closed({ restore: T.Unknown() }),
  errors: [403, 404, 409],
  handle: (input) => restoreServer(input),
})

const forceDelete = operation({
  ...ON_SERVER,
  id: 'servers.force_delete',
  action: 'forceDelete',
  summary: 'Delete a server at once',
  policy: policies.FORCE_DELETE,
  body: closed({ forceDelete: T.Unknown() }),
  errors: [403, 404, 409],
  handle: (input) => deleteAtOnce(input, input.target),
})

export const deferredDeleteOperations = [restore, forceDelete]
