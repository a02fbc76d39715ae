import type { RequestContext } from '../../kernel/context.ts'
import type { Asked } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { collectionOf, pagedCollection } from '../collections.ts'
import { missing, required } from '../faults.ts'
import { bearerOf } from '../groups/belonging.store.ts'
import { deepestOf } from '../configuration.ts'
import { keystoneList, texts } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { FLAG_TEXT, ID, SHORT_NAME, UUID_TEXT } from '../schemas.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { named } from '../rows.store.ts'
import { notAtTheRoot, TAG_FILTERS, tagConditions } from './projects.ts'
import { NEW_PROJECT, PROJECT_CHANGES } from './projects.schemas.ts'
import {
  findPlace,
  listPlaces,
  PROJECTS,
  projectsWithin,
  tagsOf,
  type ProjectRow,
} from './projects.store.ts'
import { PROJECT, renderProject } from './projects.view.ts'
import { changePlace, createPlace, deletePlace, domainOf } from './projects.usecase.ts'
import { RELATIONS, relativesOf, type Relatives } from './relatives.usecase.ts'

const OF_ITS_DOMAIN =
  'domain_id:%(target.project.domain_id)s and not None:%(target.project.domain_id)s'
export const MANAGES = `(rule:admin_required) or (role:manager and ${OF_ITS_DOMAIN})`
export const SEES =
  `(rule:admin_required) or (role:reader and system_scope:all) or (role:reader and ${OF_ITS_DOMAIN}) ` +
  'or project_id:%(target.project.id)s'

const GET_PROJECT = identityRule(
  'get_project',
  SEES,
  ANY_SCOPE,
  'Show a project.',
  'GET /v3/projects/{project_id}',
)

const LIST_PROJECTS = identityRule(
  'list_projects',
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
    '(role:reader and domain_id:%(target.domain_id)s)',
  ANY_SCOPE,
  'List projects.',
  'GET /v3/projects',
)

const CREATE_PROJECT = identityRule(
  'create_project',
  MANAGES,
  ANY_SCOPE,
  'Make a project.',
  'POST /v3/projects',
)

const UPDATE_PROJECT = identityRule(
  'update_project',
  MANAGES,
  ANY_SCOPE,
  'Change a project.',
  'PATCH /v3/projects/{project_id}',
)

const DELETE_PROJECT = identityRule(
  'delete_project',
  MANAGES,
  ANY_SCOPE,
  'Delete a project.',
  'DELETE /v3/projects/{project_id}',
)

export const PROJECT_NAMED = named('project_id', {
  table: 'identity_projects',
  find: findPlace,
  missing: (id) => missing('project', id),
})

export const project = target({
  ...PROJECT_NAMED,
  whenMissing: 'last',
  attributes: (row, { project_id: id }) => ({
    project_id: id,
    target: row && { project: { id, domain_id: row.domain_id, name: row.name } },
  }),
})

/** Lists are judged on the domain that a domain-scoped token sees of them. */
export function withinDomain({ ctx }: Asked): Record<string, unknown> {
  const { domainId } = ctx.token
  return domainId === undefined ? {} : { target: { domain_id: domainId } }
}

async function rendered(tx: Tx, row: ProjectRow, ctx: RequestContext) {
  const tags = await tagsOf(tx, [row.id])
  return renderProject(row, tags.get(row.id)!, ctx)
}

export async function renderedList(tx: Tx, rows: readonly ProjectRow[], ctx: RequestContext) {
  const tags = await tagsOf(
    tx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => renderProject(row, tags.get(row.id)!, ctx))
}

/** The projects above and below, as far as they were asked for. */
async function renderedRelatives(tx: Tx, relatives: Relatives, ctx: RequestContext) {
  const shown: Record<string, unknown> = {}
  for (const [name, relation] of Object.entries(relatives)) {
    if (relation.kind === 'ids') shown[name] = relation.ids
    else {
      const list = await renderedList(tx, relation.rows, ctx)
      shown[name] = list.map((project) => ({
        project: { ...project, ...relation.limitsOf(project.id) },
      }))
    }
  }
  return shown
}

const ONE = closed({ project: PROJECT })

export const projectsOperations = [
  operation({
    id: 'projects.list',
    method: 'GET',
    path: '/projects',
    summary: 'List projects.',
    policy: LIST_PROJECTS,
    checks: BODY_FIRST,
    judgedOn: withinDomain,
    query: keystoneList(PROJECTS.columns, {
      usual: true,
      byId: true,
      others: [...TAG_FILTERS.keys()],
      held: {
        domain_id: ID,
        enabled: FLAG_TEXT,
        name: SHORT_NAME,
        parent_id: UUID_TEXT,
        is_domain: FLAG_TEXT,
      },
    }),
    response: { 200: collectionOf('projects', PROJECT) },
    errors: [400, 403],
    async handle({ tx, ctx, query }) {
      const { texts: asked } = query
      const within = projectsWithin(ctx.token.domainId, asked['is_domain'] !== undefined)
      const rows = await listPlaces(tx, query, [...within, ...tagConditions(asked)])
      return pagedCollection(ctx, 'projects', await renderedList(tx, rows, ctx), query)
    },
  }),

  operation({
    id: 'projects.create',
    method: 'POST',
    path: '/projects',
    summary: 'Make a project.',
    policy: CREATE_PROJECT,
    judgedOn: ({ body }) => ({ target: { project: (body as { project?: object })?.project } }),
    checks: BODY_FIRST,
    body: NEW_PROJECT,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 409],
    async handle({ tx, ctx, env, body }) {
      const asked = required(body.project, 'project')
      // The policy has seen that domain: else whoever makes projects in it could make domains.
      if (asked.is_domain === true && asked.domain_id) throw notAtTheRoot()
      const within =
        asked.is_domain === true
          ? null
          : { domainId: domainOf(ctx, asked.domain_id), deepest: deepestOf(env.configuration) }
      const { row, tags } = await createPlace(tx, env.ids.hex(), asked, within)
      return { project: renderProject(row, tags, ctx) }
    },
  }),

  operation({
    id: 'projects.show',
    method: 'GET',
    path: '/projects/{project_id}',
    summary: 'Show a project, and on demand those above and below.',
    policy: GET_PROJECT,
    target: project,
    query: texts(...RELATIONS, 'include_limits'),
    response: { 200: ONE },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, target, query }) {
      const relatives = await relativesOf(tx, target, query, bearerOf(ctx.token, env.clock.now()))
      const others = await renderedRelatives(tx, relatives, ctx)
      return { project: { ...(await rendered(tx, target, ctx)), ...others } }
    },
  }),

  operation({
    id: 'projects.update',
    method: 'PATCH',
    path: '/projects/{project_id}',
    summary: 'Change a project.',
    policy: UPDATE_PROJECT,
    target: project,
    checks: BODY_FIRST,
    body: PROJECT_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, target, body }) {
      const row = await changePlace(tx, target, body.project ?? {}, 'project')
      return { project: await rendered(tx, row, ctx) }
    },
  }),

  operation({
    id: 'projects.delete',
    method: 'DELETE',
    path: '/projects/{project_id}',
    summary: 'Delete a project and the role assignments on it.',
    policy: DELETE_PROJECT,
    target: project,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, env, target }) {
      await deletePlace(tx, env, target)
    },
  }),
]
