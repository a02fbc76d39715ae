/** Limits of one project or domain (keystone/api/limits.py), under the model that is configured. */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { notFound } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { ID, NAME, REGION_ID_TEXT, UUID_TEXT } from '../schemas.ts'
import { ADMIN_OR_SYSTEM_READER, ANY_SCOPE, adminsRule, identityRule } from '../base-rules.ts'
import { named } from '../rows.store.ts'
import { LIMIT, LIMIT_CHANGES, NEW_LIMITS } from './limits.schemas.ts'
import {
  LIMITS,
  deleteLimit,
  findLimit,
  listLimits,
  updateLimit,
  type LimitRow,
  type Seen,
} from './limits.store.ts'
import { LIMIT_MODELS } from './models.ts'
import { createLimits, refuseUnfitChange } from './limits.usecase.ts'

const ALL = '/limits'
const ONE = '/limits/{limit_id}'

const GET_LIMIT_MODEL = identityRule(
  'get_limit_model',
  '',
  ANY_SCOPE,
  'Show how limits are enforced.',
  'GET /v3/limits/model',
)

const GET_LIMIT = identityRule(
  'get_limit',
  `${ADMIN_OR_SYSTEM_READER} or (domain_id:%(target.limit.domain.id)s or ` +
    'domain_id:%(target.limit.project.domain_id)s) or (project_id:%(target.limit.project_id)s ' +
    'and not None:%(target.limit.project_id)s)',
  ANY_SCOPE,
  'Show a limit.',
  `GET /v3${ONE}`,
)

const LIST_LIMITS = identityRule('list_limits', '', ANY_SCOPE, 'List limits.', `GET /v3${ALL}`)

const CREATE_LIMITS = adminsRule('create_limits', 'Make limits.', `POST /v3${ALL}`)

const UPDATE_LIMIT = adminsRule('update_limit', 'Change a limit.', `PATCH /v3${ONE}`)

const DELETE_LIMIT = adminsRule('delete_limit', 'Delete a limit.', `DELETE /v3${ONE}`)

const LIMIT_NAMED = named('limit_id', {
  table: 'identity_limits',
  find: findLimit,
  missing: (id) => notFound(`Could not find limit for ${id}.`),
})

const limitSpec = {
  ...LIMIT_NAMED,
  /** Of one that is not there the policy sees nothing. */
  attributes(row: LimitRow | undefined, { limit_id: id }: { readonly limit_id: string }) {
    if (row === undefined) return { limit_id: id }
    const { project_id, domain_id, project_domain_id } = row
    const place =
      domain_id === null
        ? { project_id, project: { id: project_id, domain_id: project_domain_id } }
        : { project_id, domain: { id: domain_id } }
    return { limit_id: id, target: { limit: { id, ...place } } }
  },
}

const limit = target({ ...limitSpec, whenMissing: 'last' })
/** Changing and deleting look for the limit before they ask the policy (keystone/api/limits.py). */
const existingLimit = target(limitSpec)

function render(row: LimitRow, ctx: RequestContext) {
  return {
    id: row.id,
    project_id: row.project_id,
    domain_id: row.domain_id,
    resource_limit: row.resource_limit,
    description: row.description,
    service_id: row.service_id,
    region_id: row.region_id,
    resource_name: row.resource_name,
    links: { self: `${ctx.endpoint}/limits/${row.id}` },
  }
}

/** Who is no administrator sees those of the scope; undefined: of none. */
function seenBy({ token }: RequestContext): Seen | undefined {
  const { systemScope, roles, domainId, projectId } = token
  if (systemScope !== undefined || roles.includes('admin') || roles.includes('service')) {
    return { kind: 'all' }
  }
  if (domainId !== undefined) return { kind: 'domain', id: domainId }
  return projectId === undefined ? undefined : { kind: 'project', id: projectId }
}

export const limitsOperations = [
  ...resourceOperations({
    one: 'limit',
    all: 'limits',
    path: ALL,
    parameter: 'limit_id',
    target: limit,
    schema: LIMIT,
    render,
    list: {
      summary: 'List limits: administrators see all, others those of their scope.',
      policy: LIST_LIMITS,
      checks: BODY_FIRST,
      query: keystoneList(LIMITS.columns, {
        usual: true,
        held: {
          service_id: UUID_TEXT,
          region_id: REGION_ID_TEXT,
          resource_name: NAME,
          project_id: ID,
          domain_id: ID,
        },
      }),
      errors: [400],
      async handle({ tx, ctx }, query) {
        const seen = seenBy(ctx)
        return seen === undefined ? [] : listLimits(tx, query, seen)
      },
    },
    show: { summary: 'Show a limit.', policy: GET_LIMIT },
    update: {
      summary: 'Change a limit.',
      policy: UPDATE_LIMIT,
      target: existingLimit,
      checks: BODY_FIRST,
      body: LIMIT_CHANGES,
      async handle({ tx, env, target: row, body }) {
        const { enforcementModel: model } = env.configuration
        await refuseUnfitChange(tx, model, row, body.limit.resource_limit)
        // Like Keystone, it takes neither 0 nor an empty description (keystone/limit/backends/sql.py).
        const after = {
          resource_limit: body.limit.resource_limit || row.resource_limit,
          description: body.limit.description || row.description,
        }
        await updateLimit(tx, row.id, after)
        return { ...row, ...after }
      },
    },
    delete: {
      summary: 'Delete a limit.',
      policy: DELETE_LIMIT,
      target: existingLimit,
      handle: ({ tx, target }) => deleteLimit(tx, target.id),
    },
  }),

  operation({
    id: 'limits.show_model',
    method: 'GET',
    path: '/limits/model',
    summary: 'Show how limits are enforced.',
    policy: GET_LIMIT_MODEL,
    response: { 200: closed({ model: closed({ name: T.String(), description: T.String() }) }) },
    errors: [],
    handle({ env }) {
      const { name, description } = LIMIT_MODELS[env.configuration.enforcementModel]
      return { model: { name, description } }
    },
  }),

  operation({
    id: 'limits.create',
    method: 'POST',
    path: ALL,
    summary: 'Make limits for projects and domains.',
    policy: CREATE_LIMITS,
    checks: BODY_FIRST,
    body: NEW_LIMITS,
    success: 201,
    response: { 201: closed({ limits: T.Array(LIMIT) }) },
    errors: [400, 403, 409],
    async handle({ tx, ctx, env, body }) {
      const rows = await createLimits(tx, env, body.limits)
      return { limits: rows.map((row) => render(row, ctx)) }
    },
  }),
]
