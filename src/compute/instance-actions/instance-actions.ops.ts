/**
 * What was done to a server, by whom, and what became of it. Source: openstack/nova
 * nova/api/openstack/compute/instance_actions.py.
 */
import { Type as T } from 'typebox'
import { isoTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import { parseIsoTime } from '../../kernel/formats.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { closed, LINK, one, stepped } from '../../kernel/view.ts'
import { novaList, type NovaRequest } from '../lists.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { serverEvenDeletedTarget } from '../servers/server-target.usecase.ts'
import { actionNotFound } from './instance-action.ts'
import { actionInListView, actionView } from './instance-action.view.ts'
import { eventsOf, findAction, pageOfActions } from './instance-actions.store.ts'
import * as policies from './policies.ts'

const CHECKS = ['body', 'target', 'policy'] as const
const INSTANT = T.String({ format: 'date-time' })

const QUERY = novaList({
  pagedFrom: MV.ACTION_PAGES,
  strictFrom: MV.ACTION_PAGES,
  parameters: {
    'changes-since': { schema: INSTANT, from: MV.ACTION_PAGES },
    'changes-before': { schema: INSTANT, from: MV.ACTIONS_BEFORE },
  },
})

/** @throws 400 where it ends before it begins */
function withTimes(query: NovaRequest): NovaRequest {
  const [since, before] = ['changes-since', 'changes-before'].map((name) => {
    const text = query.texts[name]
    return text === undefined ? undefined : parseIsoTime(text)
  })
  if (since !== undefined && before !== undefined && before < since) {
    throw badRequest('The value of changes-since must be less than or equal to changes-before.')
  }
  const changed = (operator: '>=' | '<=', time: number | undefined): Condition[] =>
    time === undefined
      ? []
      : [{ kind: 'compare', column: 'updated_at', operator, value: isoTime(time) }]
  // It has forgotten by then which one was asked for.
  const missing = () => badRequest('Marker None could not be found.')
  return {
    ...query,
    conditions: [...query.conditions, ...changed('>=', since), ...changed('<=', before)],
    marker: query.marker && { ...query.marker, missing },
  }
}

export const listInstanceActions = operation({
  id: 'instance_actions.list',
  method: 'GET',
  path: '/servers/{server_id}/os-instance-actions',
  summary: 'List what was done to a server',
  policy: policies.LIST,
  target: serverEvenDeletedTarget,
  checks: CHECKS,
  query: QUERY,
  response: {
    200: stepped([0, MV.ACTION_PAGES], (asked) =>
      closed({
        instanceActions: T.Array(actionInListView.at(asked)),
        ...(asked >= MV.ACTION_PAGES && { links: T.Optional(T.Array(LINK)) }),
      }),
    ),
  },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target: { id }, query }) {
    const rows = await pageOfActions(tx, id, withTimes(query))
    const links = nextLinks(
      query,
      rows.map(({ request_id }) => request_id),
    )
    const shown = rows.map((action) => actionInListView.render({ action }, ctx))
    return { instanceActions: shown, ...(links && { links }) }
  },
})

export const showInstanceAction = operation({
  id: 'instance_actions.show',
  method: 'GET',
  path: '/servers/{server_id}/os-instance-actions/{request_id}',
  summary: 'Show something that was done to a server, and its parts',
  policy: policies.SHOW,
  target: serverEvenDeletedTarget,
  checks: CHECKS,
  query: NO_QUERY,
  response: { 200: one('instanceAction', actionView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target: { id, project_id }, params: { request_id: requestId } }) {
    const action = await findAction(tx, id, requestId)
    if (action === undefined) throw actionNotFound(requestId)
    const events = await eventsOf(tx, action)
    return { instanceAction: actionView.render({ action, events, project_id }, ctx) }
  },
})

export const instanceActionOperations = [listInstanceActions, showInstanceAction]
