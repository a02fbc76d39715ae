import { Type as T } from 'typebox'
import { field, LINK, nullable, View } from '../../kernel/view.ts'
import { itemLinks } from '../../kernel/item-links.ts'
import { shownTime } from '../times.ts'
import { userMessage, type Message } from './message.ts'

/** Source: openstack/cinder cinder/api/v3/views/messages.py. */
export const messageView = new View<Message>({
  id: field(T.String(), (message) => message.id),
  event_id: field(T.String(), (message) => message.event_id),
  user_message: field(T.String(), userMessage),
  message_level: field(T.String(), (message) => message.message_level),
  created_at: field(T.String(), (message) => shownTime(message.created_at)),
  guaranteed_until: field(T.String(), (message) => shownTime(message.expires_at)),
  request_id: field(nullable(T.String()), (message) => message.request_id),
  links: field(T.Array(LINK), (message, ctx) => itemLinks(ctx, 'messages', message.id)),
  resource_type: field(T.String(), (message) => message.resource_type),
  resource_uuid: field(T.Optional(T.String()), (message) => message.resource_uuid ?? undefined),
})
