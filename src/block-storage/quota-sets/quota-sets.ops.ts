import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import type { Asked } from '../../kernel/operation.ts'
import { booleanParameter } from '../booleans.ts'
import { operation } from '../operation.ts'
import {
  classLimits,
  clearLimits,
  currentResources,
  ownLimits,
  projectLimits,
  setLimits,
} from './limits.store.ts'
import { DELETE, SHOW, UPDATE } from './policies.ts'
import { usageOf } from './quota-sets.store.ts'
import {
  amountKey,
  DEFAULT_CLASS,
  limitChanges,
  limitOf,
  limitsByName,
  refuseBelowUsage,
  refuseLongName,
  type Amounts,
  type QuotaResource,
} from './quotas.ts'

const PATH = '/os-quota-sets/{target_project_id}'

/** Of any project, whether it exists or not: block storage does not ask identity. */
const judgedOn = ({ params }: Asked<{ readonly target_project_id: string }>) => ({
  project_id: params.target_project_id,
})

const USAGE = closed({ limit: T.Integer(), in_use: T.Integer(), reserved: T.Integer() })

const limitsSchema = T.Object({ id: T.Optional(T.String()) }, { additionalProperties: T.Integer() })

function usageBody(
  resources: readonly QuotaResource[],
  limits: Amounts,
  usage: Amounts,
): Record<string, { limit: number; in_use: number; reserved: number }> {
  const entries = resources.map((each) => {
    const in_use = usage.get(amountKey(each.resource, each.volumeTypeId)) ?? 0
    // Nothing is ever half taken: a demand is counted in the transaction that meets it.
    return [each.name, { limit: limitOf(each, limits), in_use, reserved: 0 }] as const
  })
  return Object.fromEntries(entries)
}

const show = operation({
  id: 'quota_sets.show',
  method: 'GET',
  path: PATH,
  summary: "Show a project's quotas, and with `usage=True` what it uses of them",
  policy: SHOW,
  judgedOn,
  // Volume types, limits and usage are read one after the other, and are shown as one state.
  transaction: 'snapshot',
  query: T.Object({ usage: T.Optional(T.String()) }),
  response: {
    200: closed({
      quota_set: T.Object(
        { id: T.String() },
        { additionalProperties: T.Union([T.Integer(), USAGE]) },
      ),
    }),
  },
  errors: [400, 403],
  async handle({ tx, params: { target_project_id: projectId }, query }) {
    const withUsage = booleanParameter('usage', query.usage ?? 'false')
    const resources = await currentResources(tx)
    const limits = await projectLimits(tx, projectId)
    const quotas = withUsage
      ? usageBody(resources, limits, await usageOf(tx, projectId))
      : limitsByName(resources, limits)
    return { quota_set: { ...quotas, id: projectId } }
  },
})

const defaults = operation({
  id: 'quota_sets.defaults',
  method: 'GET',
  path: `${PATH}/defaults`,
  summary: 'Show the quotas of a project that has none of its own',
  policy: SHOW,
  judgedOn,
  response: { 200: closed({ quota_set: limitsSchema }) },
  errors: [403],
  async handle({ tx, params: { target_project_id: projectId } }) {
    const limits = await classLimits(tx, DEFAULT_CLASS)
    return { quota_set: { ...limitsByName(await currentResources(tx), limits), id: projectId } }
  },
})

const update = operation({
  id: 'quota_sets.update',
  method: 'PUT',
  path: PATH,
  summary: "Set a project's quotas",
  policy: UPDATE,
  judgedOn,
  body: closed({
    quota_set: T.Unsafe<Record<string, unknown>>({ type: 'object', minProperties: 1 }),
  }),
  response: { 200: closed({ quota_set: limitsSchema }) },
  errors: [400, 403],
  async handle({ tx, params: { target_project_id: projectId }, body }) {
    refuseLongName(projectId, 'quota_set_name')
    const resources = await currentResources(tx)
    const changes = limitChanges(body.quota_set, resources)
    refuseBelowUsage(changes, await ownLimits(tx, projectId), await usageOf(tx, projectId))
    await setLimits(tx, projectId, changes)
    return { quota_set: limitsByName(resources, await projectLimits(tx, projectId)) }
  },
})

const remove = operation({
  id: 'quota_sets.delete',
  method: 'DELETE',
  path: PATH,
  summary: 'Give a project the default quotas',
  policy: DELETE,
  judgedOn,
  response: { 200: null },
  errors: [403],
  handle: ({ tx, params: { target_project_id: projectId } }) => clearLimits(tx, projectId),
})

export const quotaSetOperations = [show, defaults, update, remove]
