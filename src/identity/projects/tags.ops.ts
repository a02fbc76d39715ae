/** Tags of a project, all at once and one by one (keystone/api/projects.py). */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { tagOperations } from '../../kernel/families/tags.ts'
import { badRequest, forbidden, notFound } from '../../kernel/faults.ts'
import { validator } from '../../kernel/validate.ts'
import { closed } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import { BODY_FIRST, operation } from '../operation.ts'
import { keystoneMessage } from '../wording.ts'
import { isImmutable } from '../options.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { upstream } from '../schemas.ts'
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

/** Keystone looks at them again after the policy, and then at their number. */
const BODY = upstream<{ readonly tags?: readonly string[] }>(
  closed({ tags: T.Optional(T.Array(TAG)) }),
)

const SHOWN = closed({ links: SELF, tags: T.Array(T.String()) })

/** Their link leads to the version document, as Keystone's does. */
function shown(tags: readonly string[], ctx: RequestContext) {
  return { links: { self: ctx.endpoint }, tags }
}

/** @throws 403 */
function refuseImmutable(row: ProjectRow, verb: 'create' | 'update' | 'delete'): void {
  if (!isImmutable(row.options)) return
  throw forbidden(
    `Cannot ${verb} project tags for ${row.id}, project is immutable. ` +
      'Set "immutable" option to false before creating project tags.',
  )
}

function refuseInvalid(schema: typeof TAG | typeof TAGS, value: unknown): void {
  if (!validator(schema)(value)) throw badRequest(keystoneMessage(schema, value))
}

export const tagsOperations = tagOperations(operation, {
  id: 'project_tags',
  what: 'a project',
  path: ALL,
  parameter: 'value',
  rules: {
    list: LIST_PROJECT_TAGS,
    replace: UPDATE_PROJECT_TAGS,
    clear: DELETE_PROJECT_TAGS,
    check: GET_PROJECT_TAG,
    add: CREATE_PROJECT_TAG,
    remove: DELETE_PROJECT_TAG,
  },
  target: project,
  checks: BODY_FIRST,
  body: BODY,
  shape: SHOWN,
  show: shown,
  of: async (tx, { id }) => (await tagsOf(tx, [id])).get(id)!,
  async write(tx, { id }, tags) {
    const trimmed = tags.map((tag) => tag.trim())
    await replaceTags(tx, id, trimmed)
    return trimmed
  },
  refuseChange: refuseImmutable,
  refuseTag: (tag) => refuseInvalid(TAG, tag),
  refuseTags: (tags) => refuseInvalid(TAGS, tags),
  noSuchTag: (tag) => notFound(`Could not find project tag: ${tag}.`),
  // Keystone leaves `projects` out of it.
  location: ({ id }, tag, ctx) => `${ctx.endpoint}/${id}/tags/${encodeURIComponent(tag)}`,
})
