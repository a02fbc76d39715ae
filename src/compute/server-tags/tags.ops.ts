import { Type as T } from 'typebox'
import { Reply } from '../../kernel/operation.ts'
import { ownAddress } from '../../kernel/lists/paging.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { TAG } from '../parameters.ts'
import { MOST_TAGS } from '../servers/create.schemas.ts'
import { addTags, removeTags } from '../servers/server-tags.store.ts'
import * as policies from './policies.ts'
import {
  DELETE,
  DELETE_ALL,
  refuseMoreTags,
  refuseTag,
  tagNotDeleted,
  tagNotSeen,
  UPDATE,
  UPDATE_ALL,
} from './tags.ts'
import { taggedServer, tagsOf, tagsToChange } from './tags.usecase.ts'

const ALL = '/servers/{server_id}/tags'
const ONE = `${ALL}/{tag}` as const
const TAGGED = {
  target: taggedServer,
  checks: ['body', 'target', 'policy'],
  versions: ['2.26'],
} as const
const TAGS = closed({ tags: T.Array(TAG, { maxItems: MOST_TAGS }) })

const list = operation({
  ...TAGGED,
  id: 'server_tags.list',
  method: 'GET',
  path: ALL,
  summary: 'List the tags of a server',
  policy: policies.INDEX,
  query: NO_PARAMETERS,
  response: { 200: TAGS },
  errors: [403, 404],
  handle: async (input) => ({ tags: await tagsOf(input) }),
})

const replace = operation({
  ...TAGGED,
  id: 'server_tags.replace',
  method: 'PUT',
  path: ALL,
  summary: 'Give a server these tags and no others',
  policy: policies.UPDATE_ALL,
  body: TAGS,
  response: { 200: TAGS },
  errors: [400, 403, 404, 409],
  async handle(input) {
    const { tx, target, body } = input
    await tagsToChange(input, UPDATE_ALL)
    await removeTags(tx, target.id)
    await addTags(tx, target.id, body.tags)
    return { tags: await tagsOf(input) }
  },
})

const clear = operation({
  ...TAGGED,
  id: 'server_tags.clear',
  method: 'DELETE',
  path: ALL,
  summary: 'Delete all tags of a server',
  policy: policies.DELETE_ALL,
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  async handle(input) {
    await tagsToChange(input, DELETE_ALL)
    await removeTags(input.tx, input.target.id)
  },
})

const check = operation({
  ...TAGGED,
  id: 'server_tags.check',
  method: 'GET',
  path: ONE,
  summary: 'See if a server has a tag',
  policy: policies.SHOW,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle(input) {
    const { target, params } = input
    const tags = await tagsOf(input)
    if (!tags.includes(params.tag)) throw tagNotSeen(target.id, params.tag)
  },
})

const add = operation({
  ...TAGGED,
  id: 'server_tags.add',
  method: 'PUT',
  path: ONE,
  summary: 'Tag a server',
  policy: policies.UPDATE,
  body: T.Null(),
  bodyOptional: true,
  success: 201,
  response: { 201: null, 204: null },
  errors: [400, 403, 404, 409],
  async handle(input) {
    const { tx, ctx, target, params } = input
    const tags = await tagsToChange(input, UPDATE)
    refuseTag(params.tag)
    refuseMoreTags(tags)
    if (tags.includes(params.tag)) return new Reply({ status: 204 })
    await addTags(tx, target.id, [params.tag])
    return new Reply({ headers: { Location: ownAddress(ctx) } })
  },
})

const remove = operation({
  ...TAGGED,
  id: 'server_tags.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete a tag of a server',
  policy: policies.DELETE,
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  async handle(input) {
    const { tx, target, params } = input
    const tags = await tagsToChange(input, DELETE)
    if (!tags.includes(params.tag)) throw tagNotDeleted(target.id, params.tag)
    await removeTags(tx, target.id, [params.tag])
  },
})

export const serverTagOperations = [list, replace, clear, check, add, remove]
