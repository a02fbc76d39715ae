/** How much of a resource anybody may have (keystone/api/registered_limits.py). */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { notFound } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { NAME, REGION_ID_TEXT, UUID_TEXT } from '../schemas.ts'
import { ANY_SCOPE, adminsRule, identityRule } from '../base-rules.ts'
import { named } from '../rows.store.ts'
import {
  NEW_REGISTERED_LIMITS,
  REGISTERED_LIMIT,
  REGISTERED_LIMIT_CHANGES,
} from './limits.schemas.ts'
import {
  deleteRegisteredLimit,
  findRegisteredLimit,
  listRegisteredLimits,
  refuseOverridden,
  REGISTERED_LIMITS,
  updateRegisteredLimit,
  type RegisteredLimitRow,
} from './limits.store.ts'
import { createRegisteredLimits, refuseUnknownPlace } from './limits.usecase.ts'

const ALL = '/registered_limits'
const ONE = '/registered_limits/{registered_limit_id}'

const LIST_REGISTERED_LIMITS = identityRule(
  'list_registered_limits',
  '',
  ANY_SCOPE,
  'List registered limits.',
  `GET /v3${ALL}`,
)

const GET_REGISTERED_LIMIT = identityRule(
  'get_registered_limit',
  '',
  ANY_SCOPE,
  'Show a registered limit.',
  `GET /v3${ONE}`,
)

const CREATE_REGISTERED_LIMITS = adminsRule(
  'create_registered_limits',
  'Register limits.',
  `POST /v3${ALL}`,
)

const UPDATE_REGISTERED_LIMIT = adminsRule(
  'update_registered_limit',
  'Change a registered limit.',
  `PATCH /v3${ONE}`,
)

const DELETE_REGISTERED_LIMIT = adminsRule(
  'delete_registered_limit',
  'Delete a registered limit.',
  `DELETE /v3${ONE}`,
)

function render(row: RegisteredLimitRow, ctx: RequestContext) {
  return {
    id: row.id,
    service_id: row.service_id,
    region_id: row.region_id,
    resource_name: row.resource_name,
    default_limit: row.default_limit,
    description: row.description,
    links: { self: `${ctx.endpoint}/registered_limits/${row.id}` },
  }
}

const registeredLimit = target({
  ...named('registered_limit_id', {
    table: 'identity_registered_limits',
    find: findRegisteredLimit,
    missing: (id) => notFound(`Could not find registered limit for ${id}.`),
  }),
  whenMissing: 'last',
})

export const registeredLimitsOperations = [
  ...resourceOperations({
    one: 'registered_limit',
    all: 'registered_limits',
    path: ALL,
    parameter: 'registered_limit_id',
    target: registeredLimit,
    schema: REGISTERED_LIMIT,
    render,
    list: {
      summary: 'List registered limits.',
      policy: LIST_REGISTERED_LIMITS,
      checks: BODY_FIRST,
      query: keystoneList(REGISTERED_LIMITS.columns, {
        usual: true,
        held: { service_id: UUID_TEXT, region_id: REGION_ID_TEXT, resource_name: NAME },
      }),
      errors: [400],
      handle: ({ tx }, query) => listRegisteredLimits(tx, query),
    },
    show: { summary: 'Show a registered limit.', policy: GET_REGISTERED_LIMIT, errors: [404] },
    update: {
      summary: 'Change a registered limit that nobody has a limit of their own for.',
      policy: UPDATE_REGISTERED_LIMIT,
      checks: BODY_FIRST,
      body: REGISTERED_LIMIT_CHANGES,
      errors: [400, 403, 404, 409],
      refuse: ({ tx, body }) => refuseUnknownPlace(tx, body.registered_limit, 'registered_limit'),
      async handle({ tx, target, body }) {
        const changes = body.registered_limit
        await refuseOverridden(tx, target.id)
        if (Object.keys(changes).length > 0) await updateRegisteredLimit(tx, target.id, changes)
        return { ...target, ...changes }
      },
    },
    delete: {
      summary: 'Delete a registered limit that nobody has a limit of their own for.',
      policy: DELETE_REGISTERED_LIMIT,
      async handle({ tx, target: { id } }) {
        await refuseOverridden(tx, id)
        await deleteRegisteredLimit(tx, id)
      },
    },
  }),

  operation({
    id: 'registered_limits.create',
    method: 'POST',
    path: ALL,
    summary: 'Register limits of resources.',
    policy: CREATE_REGISTERED_LIMITS,
    checks: BODY_FIRST,
    body: NEW_REGISTERED_LIMITS,
    success: 201,
    response: { 201: closed({ registered_limits: T.Array(REGISTERED_LIMIT) }) },
    errors: [400, 403, 409],
    async handle({ tx, ctx, env, body }) {
      const rows = await createRegisteredLimits(tx, env, body.registered_limits)
      return { registered_limits: rows.map((row) => render(row, ctx)) }
    },
  }),
]
