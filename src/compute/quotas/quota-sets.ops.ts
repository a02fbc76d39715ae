import { Type as T } from 'typebox'
import { since, type Asked } from '../../kernel/operation.ts'
import { closed, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { isTrue } from '../parameters.ts'
import { requireProject } from '../projects.usecase.ts'
import { clearLimits, limitsFor, limitsOfClass } from './limits.store.ts'
import * as policies from './policies.ts'
import { limitsIn, quotaSettings, SETTABLE } from './quota-body.ts'
import { DEFAULT_CLASS } from './quota.ts'
import { quotaDetailView, quotaSetView, quotasView } from './quota.view.ts'
import { changeQuotas, quotaDetails } from './quotas.usecase.ts'

const PATH = '/os-quota-sets/{tenant_id}'

const judgedOn = ({ params }: Asked<{ readonly tenant_id: string }>) => ({
  project_id: params.tenant_id,
})

const OF_USER = { user_id: T.Optional(T.String()) }
/** Whoever the user is: upstream does not ask Identity. */
const QUERY = since({
  '2.0': T.Object(OF_USER, { additionalProperties: true }),
  '2.75': closed(OF_USER),
})

interface Named {
  readonly params: { readonly tenant_id: string }
  readonly query: { readonly user_id?: string }
}

const holderOf = ({
  params: { tenant_id: projectId },
  query: { user_id: userId = '' },
}: Named) => ({
  projectId,
  userId,
})

const show = operation({
  id: 'quota_sets.show',
  method: 'GET',
  path: PATH,
  summary: 'Show the quotas of a project, or of a user in it',
  policy: policies.SHOW,
  judgedOn,
  query: QUERY,
  response: { 200: one('quota_set', quotaSetView) },
  errors: [400, 403],
  async handle(call) {
    const { tenant_id: id } = call.params
    await requireProject(call, id)
    const { user: quotas } = await limitsFor(call.tx, holderOf(call))
    return { quota_set: quotaSetView.render({ id, quotas }, call.ctx) }
  },
})

const detail = operation({
  id: 'quota_sets.detail',
  method: 'GET',
  path: `${PATH}/detail`,
  summary: 'Show the quotas of a project, or of a user in it, and what is used of them',
  policy: policies.DETAIL,
  judgedOn,
  // Limits and usage are read one after the other, and are shown as one state.
  transaction: 'snapshot',
  query: QUERY,
  response: { 200: one('quota_set', quotaDetailView) },
  errors: [400, 403],
  async handle(call) {
    const { tenant_id: id } = call.params
    await requireProject(call, id)
    const quotas = await quotaDetails(call.tx, holderOf(call))
    return { quota_set: quotaDetailView.render({ id, quotas }, call.ctx) }
  },
})

const defaults = operation({
  id: 'quota_sets.defaults',
  method: 'GET',
  path: `${PATH}/defaults`,
  summary: 'Show the quotas of a project that has none of its own',
  policy: policies.DEFAULTS,
  judgedOn,
  query: T.Object({}, { additionalProperties: true }),
  response: { 200: one('quota_set', quotaSetView) },
  errors: [400, 403],
  async handle(call) {
    const { tenant_id: id } = call.params
    await requireProject(call, id)
    const quotas = await limitsOfClass(call.tx, DEFAULT_CLASS)
    return { quota_set: quotaSetView.render({ id, quotas }, call.ctx) }
  },
})

const body = (resources: Parameters<typeof quotaSettings>[0]) =>
  closed({ quota_set: quotaSettings(resources) })

const update = operation({
  id: 'quota_sets.update',
  method: 'PUT',
  path: PATH,
  summary: 'Set the quotas of a project, or of a user in it',
  policy: policies.UPDATE,
  judgedOn,
  query: QUERY,
  body: since({
    '2.0': body(SETTABLE.ALL),
    '2.36': body(SETTABLE.NETWORKLESS),
    '2.57': body(SETTABLE.FILELESS),
  }),
  response: { 200: one('quota_set', quotasView) },
  errors: [400, 403],
  async handle(call) {
    const { tenant_id: id } = call.params
    await requireProject(call, id)
    const { force, ...limits } = call.body.quota_set
    const change = { limits: limitsIn(limits), isForced: isTrue(force) }
    await changeQuotas(call.tx, holderOf(call), change)
    const { user: quotas } = await limitsFor(call.tx, holderOf(call))
    return { quota_set: quotasView.render({ id, quotas }, call.ctx) }
  },
})

const remove = operation({
  id: 'quota_sets.delete',
  method: 'DELETE',
  path: PATH,
  summary: 'Give a project and its users, or one of them, the default quotas',
  policy: policies.DELETE,
  judgedOn,
  query: QUERY,
  success: 202,
  response: { 202: null },
  errors: [400, 403],
  handle: (call) => clearLimits(call.tx, holderOf(call)),
})

export const quotaSetOperations = [show, detail, defaults, update, remove]
