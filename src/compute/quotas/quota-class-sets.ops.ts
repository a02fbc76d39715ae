import { badRequest } from '../../kernel/faults.ts'
import { since } from '../../kernel/operation.ts'
import { closed, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { limitsOfClass, setLimitsOfClass } from './limits.store.ts'
import * as policies from './policies.ts'
import { limitsIn, quotaClassSettings, SETTABLE } from './quota-body.ts'
import { classQuotasView, quotaClassView } from './quota.view.ts'

const PATH = '/os-quota-class-sets/{quota_class}'

const show = operation({
  id: 'quota_class_sets.show',
  method: 'GET',
  path: PATH,
  summary: 'Show the quotas of a class',
  policy: policies.SHOW_CLASS,
  query: NO_QUERY,
  response: { 200: one('quota_class_set', quotaClassView) },
  errors: [400, 403],
  async handle({ tx, ctx, params: { quota_class: id } }) {
    const quotas = await limitsOfClass(tx, id)
    return { quota_class_set: quotaClassView.render({ id, quotas }, ctx) }
  },
})

const body = (resources: Parameters<typeof quotaClassSettings>[0]) =>
  closed({ quota_class_set: quotaClassSettings(resources) })

/** @throws 400 */
function refuseLongName(name: string): void {
  if (name.length <= 255) return
  throw badRequest(`quota_class_name has ${name.length} characters, more than 255.`)
}

const update = operation({
  id: 'quota_class_sets.update',
  method: 'PUT',
  path: PATH,
  summary: 'Set the quotas of a class; those of `default` hold for every project',
  policy: policies.UPDATE_CLASS,
  body: since({
    '2.0': body(SETTABLE.ALL),
    '2.50': body(SETTABLE.NETWORKLESS),
    '2.57': body(SETTABLE.FILELESS),
  }),
  response: { 200: one('quota_class_set', classQuotasView) },
  errors: [400, 403],
  async handle({ tx, ctx, params: { quota_class: id }, body: { quota_class_set: settings } }) {
    refuseLongName(id)
    await setLimitsOfClass(tx, id, limitsIn(settings))
    const quotas = await limitsOfClass(tx, id)
    return { quota_class_set: classQuotasView.render({ id, quotas }, ctx) }
  },
})

export const quotaClassSetOperations = [show, update]
