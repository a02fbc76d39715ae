import { Type as T } from 'typebox'
import { field, View } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import type { ShownMember } from './member.ts'

export const memberView = new View<ShownMember>({
  member_id: field(T.Union([T.String(), T.Number(), T.Literal(true)]), ({ member }) => member),
  image_id: field(T.String(), (member) => member.image_id),
  status: field(T.String(), ({ status }) => status),
  created_at: field(T.String(), (member) => shownTime(member.created_at)),
  updated_at: field(T.String(), (member) => shownTime(member.updated_at)),
  schema: field(T.String(), () => '/v2/schemas/member'),
})
