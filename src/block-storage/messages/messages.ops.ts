import { nextLinks } from '../../kernel/lists/paging.ts'
import { policyRule } from '../../kernel/policy.ts'
import { many, one } from '../../kernel/view.ts'
import { MEMBER, READER } from '../base-rules.ts'
import { operation, target } from '../operation.ts'
import { messageList, visibleMessages } from './list.ts'
import { messageNotFound, type Message } from './message.ts'
import { findMessage, pageOfMessages, removeMessage } from './messages.store.ts'
import { messageView } from './messages.view.ts'

const COLLECTION = '/messages'
const ITEM = '/messages/{message_id}'

const GET_ALL = policyRule({
  name: 'message:get_all',
  check: READER,
  description: 'List what users are told about work that failed.',
  operations: [{ method: 'GET', path: COLLECTION }],
})

const GET = policyRule({
  name: 'message:get',
  check: READER,
  description: 'Show a message to users.',
  operations: [{ method: 'GET', path: ITEM }],
})

const DELETE = policyRule({
  name: 'message:delete',
  check: MEMBER,
  description: 'Delete a message to users.',
  operations: [{ method: 'DELETE', path: ITEM }],
})

const messageTarget = target<Message, { readonly message_id: string }>({
  load: (tx, { ctx, params }) => findMessage(tx, params.message_id, visibleMessages(ctx)),
  missing: ({ message_id: id }) => messageNotFound(id),
  attributes: ({ project_id }) => ({ project_id }),
})

const list = operation({
  id: 'messages.list',
  method: 'GET',
  path: COLLECTION,
  summary: 'List what users are told about work that failed',
  versions: ['3.3'],
  policy: GET_ALL,
  query: messageList,
  response: { 200: many('messages', messageView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, query }) {
    const messages = await pageOfMessages(tx, query)
    const links = nextLinks(
      query,
      messages.map(({ id }) => id),
    )
    return { messages: messageView.list(messages, ctx), ...(links && { messages_links: links }) }
  },
})

const show = operation({
  id: 'messages.show',
  method: 'GET',
  path: ITEM,
  summary: 'Show what users are told about work that failed',
  versions: ['3.3'],
  policy: GET,
  target: messageTarget,
  response: { 200: one('message', messageView) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ message: messageView.render(target, ctx) }),
})

const remove = operation({
  id: 'messages.delete',
  method: 'DELETE',
  path: ITEM,
  summary: 'Delete a message',
  versions: ['3.3'],
  policy: DELETE,
  target: messageTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, target }) => removeMessage(tx, target.id),
})

export const messageOperations = [list, show, remove]
