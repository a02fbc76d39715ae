/** Tags of a project, all at once and one by one (keystone/api/projects.py). */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, type Fault, forbidden, notFound } from '../../kernel/faults.ts'
import { Reply } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { validator } from '../../kernel/validate.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { SELF } from '../collections.ts'
import { operation } from '../operation.ts'
import { keystoneMessage } from '../wording.ts'
import { isImmutable } from '../options.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { open, upstream } from '../schemas.ts'
import { MANAGES, project, SEES } from './projects.ops.ts'
import { replaceTags, tagsOf, type ProjectRow } from './projects.store.ts'

const ALL = '/projects/{project_id}/tags'
const ONE = '/projects/{project_id}/tags/{value}'

const LIST_PROJECT_TAGS = identityRule(
  'list_project_tags',
  SEES,
  ANY_SCOPE,
  'List the tags of a project.',
  `GET /v3${ALL}`,
)

const GET_PROJECT_TAG = identityRule(
  'get_project_tag',
  SEES,
  ANY_SCOPE,
  'Check whether a project has a tag.',
  `GET /v3${ONE}`,
)

const UPDATE_PROJECT_TAGS = identityRule(
  'update_project_tags',
  MANAGES,
  ANY_SCOPE,
  'Replace the tags of a project.',
  `PUT /v3${ALL}`,
)

const CREATE_PROJECT_TAG = identityRule(
  'create_project_tag',
  MANAGES,
  ANY_SCOPE,
  'Add a tag to a project.',
  `PUT /v3${ONE}`,
)

const DELETE_PROJECT_TAGS = identityRule(
  'delete_project_tags',
  MANAGES,
  ANY_SCOPE,
  'Remove every tag of a project.',
  `DELETE /v3${ALL}`,
)

const DELETE_PROJECT_TAG = identityRule(
  'delete_project_tag',
  MANAGES,
  ANY_SCOPE,
  'Remove a tag from a project.',
  `DELETE /v3${ONE}`,
)

/** With the words of keystone/resource/schema.py, which stand in its messages. */
const TAG = upstream<string>({
  type: 'string',
  minLength: 1,
  maxLength: 255,
  pattern: '^[^,/]*$',
})
const TAGS = upstream<string[]>({
  type: 'array',
  items: TAG,
  required: [],
  maxItems: 80,
  uniqueItems: true,
})

const SHOWN = closed({ links: SELF, tags: T.Array(T.String()) })

/** Their link leads to the version document, as Keystone's does. */
function shown(tags: readonly string[], ctx: RequestContext) {
  return { links: { self: ctx.endpoint }, tags }
}

type Verb = 'create' | 'update' | 'delete'

/** @throws 403 */
function refuseImmutable(row: ProjectRow, verb: Verb): void {
  if (!isImmutable(row.options)) return
  throw forbidden(
    `Cannot ${verb} project tags for ${row.id}, project is immutable. ` +
      'Set "immutable" option to false before creating project tags.',
  )
}

async function tagsOfOne(tx: Tx, id: string): Promise<string[]> {
  return (await tagsOf(tx, [id])).get(id)!
}

function refuseInvalid(schema: typeof TAG | typeof TAGS, value: unknown): void {
  if (!validator(schema)(value)) throw badRequest(keystoneMessage(schema, value))
}

function noSuchTag(tag: string): Fault {
  return notFound(`Could not find project tag: ${tag}.`)
}

export const tagsOperations = [
  operation({
    id: 'project_tags.list',
    method: 'GET',
    path: ALL,
    summary: 'List the tags of a project.',
    policy: LIST_PROJECT_TAGS,
    target: project,
    query: NO_PARAMETERS,
    response: { 200: SHOWN },
    errors: [403, 404],
    handle: async ({ tx, ctx, target }) => shown(await tagsOfOne(tx, target.id), ctx),
  }),

  operation({
    id: 'project_tags.replace',
    method: 'PUT',
    path: ALL,
    summary: 'Replace the tags of a project.',
    policy: UPDATE_PROJECT_TAGS,
    target: project,
    body: open({ tags: TAGS }),
    response: { 200: SHOWN },
    errors: [400, 403, 404],
    async handle({ tx, ctx, target, body }) {
      refuseImmutable(target, 'update')
      const tags = body.tags.map((tag) => tag.trim())
      await replaceTags(tx, target.id, tags)
      return shown(tags, ctx)
    },
  }),

  operation({
    id: 'project_tags.clear',
    method: 'DELETE',
    path: ALL,
    summary: 'Remove every tag of a project.',
    policy: DELETE_PROJECT_TAGS,
    target: project,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, target }) {
      refuseImmutable(target, 'update')
      await replaceTags(tx, target.id, [])
    },
  }),

  operation({
    id: 'project_tags.check',
    method: 'GET',
    path: ONE,
    summary: 'Check whether a project has a tag.',
    policy: GET_PROJECT_TAG,
    target: project,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, target, params }) {
      const tags = await tagsOfOne(tx, target.id)
      if (!tags.includes(params.value)) throw noSuchTag(params.value)
    },
  }),

  operation({
    id: 'project_tags.add',
    method: 'PUT',
    path: ONE,
    summary: 'Add a tag to a project.',
    policy: CREATE_PROJECT_TAG,
    target: project,
    success: 201,
    response: { 201: null },
    errors: [400, 403, 404],
    refuse: ({ params }) => refuseInvalid(TAG, params.value),
    async handle({ tx, ctx, target, params }) {
      refuseImmutable(target, 'create')
      const tags = [...(await tagsOfOne(tx, target.id)), params.value]
      refuseInvalid(TAGS, tags)
      await replaceTags(
        tx,
        target.id,
        tags.map((tag) => tag.trim()),
      )
      // Keystone leaves `projects` out of it.
      const location = `${ctx.endpoint}/${target.id}/tags/${encodeURIComponent(params.value)}`
      return new Reply({ headers: { Location: location } })
    },
  }),

  operation({
    id: 'project_tags.remove',
    method: 'DELETE',
    path: ONE,
    summary: 'Remove a tag from a project.',
    policy: DELETE_PROJECT_TAG,
    target: project,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, target, params }) {
      refuseImmutable(target, 'delete')
      const tags = await tagsOfOne(tx, target.id)
      if (!tags.includes(params.value)) throw noSuchTag(params.value)
      await replaceTags(
        tx,
        target.id,
        tags.filter((tag) => tag !== params.value),
      )
    },
  }),
]
