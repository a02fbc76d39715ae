import { Type as T } from 'typebox'
import { readJson } from '../../kernel/body-format.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { many } from '../../kernel/view.ts'
import { viewerOf } from '../images/image.ts'
import { onImage } from '../images/image-target.usecase.ts'
import { operation } from '../operation.ts'
import { addMember } from './add-member.usecase.ts'
import { newMemberIn, newStatusIn, NOT_SHARED, statusOf } from './member.ts'
import * as policies from './members.policies.ts'
import { deleteMember, membersOf, setMemberStatus } from './members.store.ts'
import { memberView } from './members.view.ts'
import { memberTarget, sharedImage } from './member-target.usecase.ts'

const MEMBERS = '/images/{image_id}/members'
const MEMBER = '/images/{image_id}/members/{member_id}'

const list = operation({
  id: 'members.list',
  method: 'GET',
  path: MEMBERS,
  summary: 'List the projects that an image is shared with',
  ...onImage(policies.LIST),
  target: sharedImage(NOT_SHARED.list),
  query: NO_PARAMETERS,
  response: { 200: many('members', memberView, { schema: T.String() }) },
  errors: [403, 404],
  async handle({ tx, ctx, target: image }) {
    const members = await membersOf(tx, image, viewerOf(ctx))
    return { members: memberView.list(members, ctx), schema: '/v2/schemas/members' }
  },
})

const add = operation({
  id: 'members.add',
  method: 'POST',
  path: MEMBERS,
  summary: 'Share an image with a project',
  ...onImage(policies.ADD),
  target: sharedImage(NOT_SHARED.create),
  body: readJson(T.Object({ member: T.Union([T.String(), T.Number()]) }), newMemberIn),
  response: { 200: memberView },
  errors: [400, 403, 404, 409, 413],
  async handle({ tx, ctx, env, body, target: image }) {
    return memberView.render(await addMember(tx, env, image, body), ctx)
  },
})

const show = operation({
  id: 'members.show',
  method: 'GET',
  path: MEMBER,
  summary: 'Show a project that an image is shared with',
  ...onImage(policies.SHOW),
  target: memberTarget(NOT_SHARED.show),
  response: { 200: memberView },
  errors: [403, 404],
  handle: ({ ctx, target: { member } }) => memberView.render(member, ctx),
})

const update = operation({
  id: 'members.update',
  method: 'PUT',
  path: MEMBER,
  summary: 'Accept or reject an image that is shared with the project',
  ...onImage(policies.MODIFY),
  target: memberTarget(NOT_SHARED.update),
  body: readJson(T.Object({ status: T.String() }), newStatusIn),
  response: { 200: memberView },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body, target: { member } }) {
    const status = statusOf(body)
    if (status === member.status) return memberView.render(member, ctx)
    const at = env.clock.isoNow()
    await setMemberStatus(tx, member, status, at)
    return memberView.render({ ...member, status, updated_at: at }, ctx)
  },
})

const remove = operation({
  id: 'members.delete',
  method: 'DELETE',
  path: MEMBER,
  summary: 'Stop sharing an image with a project',
  ...onImage(policies.DELETE),
  target: memberTarget(NOT_SHARED.delete),
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle({ tx, target: { member } }) {
    await deleteMember(tx, member)
  },
})

export const memberOperations = [list, add, show, update, remove]
