import { Type as T } from 'typebox'
import { readJson } from '../../kernel/body-format.ts'
import { AUTHENTICATED, type Asked } from '../../kernel/operation.ts'
import { PolicyRefusal } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { DELETE_QUOTA, GET_QUOTA, UPDATE_QUOTA } from './quotas.policies.ts'
import { adminRequired, noQuota, readQuotas, shownQuotas } from './quotas.ts'
import { QUOTA_RESOURCES } from './resources.ts'
import { quotaDetails, setQuotas } from './quotas.usecase.ts'
import { allOwnQuotas, deleteQuotas, ownQuotas } from './usage.store.ts'

const quotasOf = (schema: () => ReturnType<typeof T.Integer> | ReturnType<typeof closed>) =>
  Object.fromEntries(QUOTA_RESOURCES.map((name) => [name, schema()]))
const limits = quotasOf(() => T.Integer())
const shown = closed({ quota: closed(limits) })
const detail = closed({ limit: T.Integer(), used: T.Integer(), reserved: T.Integer() })

interface OfProject {
  readonly project_id: string
}

/** Of any project, whether it exists or not: Network does not ask Identity. */
const judgedOn = ({ params }: Asked<OfProject>) => ({ project_id: params.project_id })

/** Those of one's own project need no rule. */
function refuseOthers({ ctx, params }: Pick<Asked<OfProject>, 'ctx' | 'params'>): void {
  if (params.project_id === ctx.token.projectId) return
  if (ctx.allows(GET_QUOTA, { project_id: params.project_id })) return
  throw new PolicyRefusal(GET_QUOTA.name, `rule:${GET_QUOTA.name} is disallowed by policy`)
}

const list = operation({
  id: 'quotas.list',
  method: 'GET',
  path: '/quotas',
  summary: 'List the quotas of projects that have others than all',
  policy: GET_QUOTA,
  // They are of all projects.
  judgedOn: () => ({}),
  query: NO_PARAMETERS,
  response: {
    200: closed({
      quotas: T.Array(closed({ ...limits, project_id: T.String(), tenant_id: T.String() })),
    }),
  },
  errors: [400, 403],
  async handle({ tx, env }) {
    const all = await allOwnQuotas(tx)
    return {
      quotas: [...all].map(([id, own]) => ({
        ...shownQuotas(env.options, own),
        ...{ project_id: id, tenant_id: id },
      })),
    }
  },
})

/** By these names, in place of a project's id, clients ask which project they are in. */
const WHO_AM_I = ['tenant', 'project'] as const

const show = operation({
  id: 'quotas.show',
  method: 'GET',
  path: '/quotas/{project_id}',
  summary: 'Show the quotas of a project',
  policy: AUTHENTICATED,
  refuse(asked) {
    if (!WHO_AM_I.some((name) => name === asked.params.project_id)) refuseOthers(asked)
  },
  response: {
    200: T.Union([
      shown,
      closed({ tenant: closed({ tenant_id: T.String() }) }),
      closed({ project: closed({ project_id: T.String() }) }),
    ]),
  },
  errors: [400, 403],
  async handle({ tx, ctx, env, params: { project_id: id } }) {
    const name = WHO_AM_I.find((one) => one === id)
    if (name !== undefined) return { [name]: { [`${name}_id`]: ctx.projectId } }
    return { quota: shownQuotas(env.options, await ownQuotas(tx, id)) }
  },
})

const showDefault = operation({
  id: 'quotas.show_default',
  method: 'GET',
  path: '/quotas/{project_id}/default',
  summary: 'Show the quotas that projects have unless told',
  policy: AUTHENTICATED,
  transaction: 'none',
  refuse: refuseOthers,
  response: { 200: shown },
  errors: [400, 403],
  handle: ({ env }) => ({ quota: shownQuotas(env.options, new Map()) }),
})

const showDetails = operation({
  id: 'quotas.show_details',
  method: 'GET',
  path: '/quotas/{project_id}/details',
  summary: 'Show what a project may have and what it has',
  policy: AUTHENTICATED,
  refuse({ ctx, params }) {
    if (params.project_id !== ctx.token.projectId && !ctx.isAdmin) throw adminRequired()
  },
  transaction: 'snapshot',
  response: { 200: closed({ quota: closed(quotasOf(() => detail)) }) },
  errors: [400, 403],
  handle: async ({ tx, ctx, env, params }) => ({
    quota: await quotaDetails({ tx, ctx, env }, params.project_id),
  }),
})

const update = operation({
  id: 'quotas.update',
  method: 'PUT',
  path: '/quotas/{project_id}',
  summary: 'Set quotas of a project',
  policy: UPDATE_QUOTA,
  judgedOn,
  checks: ['policy', 'body', 'target'],
  body: readJson(
    T.Object({ quota: T.Object({}, { additionalProperties: T.Unknown() }) }),
    readQuotas,
  ),
  response: { 200: shown },
  errors: [400, 403],
  async handle({ tx, ctx, env, params: { project_id: id }, body }) {
    await setQuotas({ tx, ctx, env }, id, body)
    return { quota: shownQuotas(env.options, await ownQuotas(tx, id)) }
  },
})

const remove = operation({
  id: 'quotas.delete',
  method: 'DELETE',
  path: '/quotas/{project_id}',
  summary: 'Give a project the quotas again that all have',
  policy: DELETE_QUOTA,
  judgedOn,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404],
  async handle({ tx, params: { project_id: id } }) {
    if (!(await deleteQuotas(tx, id))) throw noQuota(id)
  },
})

export const quotaOperations = [list, show, showDefault, showDetails, update, remove]
