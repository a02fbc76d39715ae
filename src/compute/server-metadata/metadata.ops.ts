import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { METADATA, NO_QUERY } from '../parameters.ts'
import { metadataOf } from '../servers/server.ts'
import { OF_SERVER } from '../servers/sub-resource.usecase.ts'
import { DELETE, itemOf } from './metadata.ts'
import { leaveMetadata, setMetadata } from './metadata.usecase.ts'
import * as policies from './policies.ts'

const ALL = '/servers/{server_id}/metadata'
const ITEM = `${ALL}/{key}` as const
const SHOWN = T.Record(T.String(), T.String())
const ALL_SHOWN = { 200: closed({ metadata: SHOWN }) }
const ITEM_SHOWN = { 200: closed({ meta: SHOWN }) }
const ONE = T.Unsafe<Record<string, string>>({ ...METADATA, minProperties: 1, maxProperties: 1 })

const list = operation({
  ...OF_SERVER,
  id: 'server_metadata.list',
  method: 'GET',
  path: ALL,
  summary: 'List the metadata of a server',
  policy: policies.INDEX,
  query: NO_QUERY,
  response: ALL_SHOWN,
  errors: [400, 403, 404],
  handle: ({ target }) => ({ metadata: metadataOf(target) }),
})

const add = operation({
  ...OF_SERVER,
  id: 'server_metadata.create',
  method: 'POST',
  path: ALL,
  summary: 'Add metadata to a server, or change it',
  policy: policies.CREATE,
  body: closed({ metadata: METADATA }),
  response: ALL_SHOWN,
  errors: [400, 403, 404, 409],
  async handle(input) {
    const metadata = { ...metadataOf(input.target), ...input.body.metadata }
    await setMetadata(input, metadata)
    return { metadata }
  },
})

const replace = operation({
  ...OF_SERVER,
  id: 'server_metadata.replace',
  method: 'PUT',
  path: ALL,
  summary: 'Give a server this metadata and no other',
  policy: policies.UPDATE_ALL,
  body: closed({ metadata: METADATA }),
  response: ALL_SHOWN,
  errors: [400, 403, 404, 409],
  async handle(input) {
    const { metadata } = input.body
    await setMetadata(input, metadata)
    return { metadata }
  },
})

const show = operation({
  ...OF_SERVER,
  id: 'server_metadata.show',
  method: 'GET',
  path: ITEM,
  summary: 'Show an item of the metadata of a server',
  policy: policies.SHOW,
  query: NO_QUERY,
  response: ITEM_SHOWN,
  errors: [400, 403, 404],
  handle: ({ target, params: { key } }) => ({ meta: { [key]: itemOf(metadataOf(target), key) } }),
})

const set = operation({
  ...OF_SERVER,
  id: 'server_metadata.set',
  method: 'PUT',
  path: ITEM,
  summary: 'Set an item of the metadata of a server',
  policy: policies.UPDATE,
  body: closed({ meta: ONE }),
  response: ITEM_SHOWN,
  errors: [400, 403, 404, 409],
  async handle(input) {
    const { params, target, body } = input
    if (!Object.hasOwn(body.meta, params.key)) throw badRequest('Request body and URI mismatch')
    await setMetadata(input, { ...metadataOf(target), ...body.meta })
    return { meta: body.meta }
  },
})

const remove = operation({
  ...OF_SERVER,
  id: 'server_metadata.delete',
  method: 'DELETE',
  path: ITEM,
  summary: 'Delete an item of the metadata of a server',
  policy: policies.DELETE,
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  async handle(input) {
    const { target, params } = input
    const metadata = metadataOf(target)
    // Whether it is there is asked before lock and state.
    itemOf(metadata, params.key)
    const { [params.key]: _, ...rest } = metadata
    await leaveMetadata(input, DELETE, rest)
  },
})

export const serverMetadataOperations = [list, add, replace, show, set, remove]
