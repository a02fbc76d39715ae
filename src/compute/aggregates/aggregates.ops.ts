import { Type as T } from 'typebox'
import { isoTime } from '../../kernel/clock.ts'
import { since } from '../../kernel/operation.ts'
import { closed, many, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import {
  NAME,
  NAME_WITH_SPACES,
  NO_QUERY,
  ZONE_OR_NULL,
  ZONE_WITH_SPACES_OR_NULL,
} from '../parameters.ts'
import { aggregateActionOperations } from './aggregate-actions.ops.ts'
import { checkDelete, ZONE_KEY } from './aggregate.ts'
import { aggregateView, newAggregateView } from './aggregate.view.ts'
import {
  changeMetadata,
  deleteAggregate,
  findAggregate,
  insertAggregate,
  listAggregates,
  renameAggregate,
  touchAggregate,
} from './aggregates.store.ts'
import * as policies from './policies.ts'
import { aggregateTarget, mayTakeZone } from './aggregates.usecase.ts'

export const listAllAggregates = operation({
  id: 'aggregates.list',
  method: 'GET',
  path: '/os-aggregates',
  summary: 'List aggregates',
  policy: policies.LIST,
  query: NO_QUERY,
  response: { 200: many('aggregates', aggregateView) },
  errors: [400, 403],
  async handle({ tx, ctx }) {
    const aggregates = await listAggregates(tx)
    return { aggregates: aggregates.map((aggregate) => aggregateView.render(aggregate, ctx)) }
  },
})

const create = (name: typeof NAME, zone: typeof ZONE_OR_NULL) =>
  closed({ aggregate: closed({ name, availability_zone: T.Optional(zone) }) })

export const createAggregate = operation({
  id: 'aggregates.create',
  method: 'POST',
  path: '/os-aggregates',
  summary: 'Create an aggregate',
  policy: policies.CREATE,
  body: since({
    '2.0': create(NAME_WITH_SPACES, ZONE_WITH_SPACES_OR_NULL),
    '2.1': create(NAME, ZONE_OR_NULL),
  }),
  response: { 200: one('aggregate', newAggregateView) },
  errors: [400, 403, 409],
  async handle({ tx, ctx, env, body }) {
    const { name, availability_zone: zone } = body.aggregate
    const createdAt = isoTime(env.clock.now())
    const uuid = env.ids.uuid()
    const id = await insertAggregate(tx, { uuid, name: name.trim(), createdAt })
    if (zone) await changeMetadata(tx, id, [[ZONE_KEY, zone.trim()]])
    const aggregate = await findAggregate(tx, id)
    return { aggregate: newAggregateView.render(aggregate!, ctx) }
  },
})

export const showAggregate = operation({
  id: 'aggregates.show',
  method: 'GET',
  path: '/os-aggregates/{aggregate_id}',
  summary: 'Show an aggregate',
  policy: policies.SHOW,
  target: aggregateTarget,
  query: NO_QUERY,
  response: { 200: one('aggregate', aggregateView) },
  errors: [400, 403, 404],
  handle: ({ ctx, target }) => ({ aggregate: aggregateView.render(target, ctx) }),
})

/** At least one of the two; upstream's order of keywords decides what is said of `{}`. */
const update = (zone: typeof ZONE_OR_NULL) =>
  closed({
    aggregate: T.Unsafe<{ name?: string; availability_zone?: string | null }>({
      ...closed({ name: T.Optional(NAME_WITH_SPACES), availability_zone: T.Optional(zone) }),
      anyOf: [{ required: ['name'] }, { required: ['availability_zone'] }],
    }),
  })

export const updateAggregate = operation({
  id: 'aggregates.update',
  method: 'PUT',
  path: '/os-aggregates/{aggregate_id}',
  summary: 'Change the name or the availability zone of an aggregate',
  policy: policies.UPDATE,
  target: aggregateTarget,
  body: since({ '2.0': update(ZONE_WITH_SPACES_OR_NULL), '2.1': update(ZONE_OR_NULL) }),
  response: { 200: one('aggregate', aggregateView) },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, body, target }) {
    const { availability_zone: zone } = body.aggregate
    const name = body.aggregate.name?.trim() ?? target.name
    if (name !== target.name) await renameAggregate(tx, target.id, name)
    if (zone !== undefined) {
      await mayTakeZone(tx, { ...target, name }, zone, 'update')
      await changeMetadata(tx, target.id, [[ZONE_KEY, zone]])
    }
    if (name !== target.name || zone !== undefined) {
      await touchAggregate(tx, target.id, isoTime(env.clock.now()))
    }
    const aggregate = await findAggregate(tx, target.id)
    return { aggregate: aggregateView.render(aggregate!, ctx) }
  },
})

export const deleteAnAggregate = operation({
  id: 'aggregates.delete',
  method: 'DELETE',
  path: '/os-aggregates/{aggregate_id}',
  summary: 'Delete an aggregate',
  policy: policies.DELETE,
  target: aggregateTarget,
  response: { 200: null },
  errors: [400, 403, 404],
  async handle({ tx, target, params }) {
    checkDelete(target, params.aggregate_id)
    await deleteAggregate(tx, target.id)
  },
})

export const aggregateOperations = [
  listAllAggregates,
  createAggregate,
  showAggregate,
  updateAggregate,
  deleteAnAggregate,
  ...aggregateActionOperations,
]
