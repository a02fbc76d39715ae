import { Type as T } from 'typebox'
import { isoTime } from '../../kernel/clock.ts'
import { badRequest, notFound } from '../../kernel/faults.ts'
import { closed, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { FQDN, integerId, METADATA_WITH_NULL } from '../parameters.ts'
import { lockHosts } from '../services/services.store.ts'
import { checkAddHost, checkRemoveHost, ZONE_KEY } from './aggregate.ts'
import { aggregateView } from './aggregate.view.ts'
import {
  addHost,
  changeMetadata,
  findAggregate,
  removeHost,
  touchAggregate,
} from './aggregates.store.ts'
import * as policies from './policies.ts'
import { aggregateTarget, mayTakeZone, mirror, surroundingsOf } from './aggregates.usecase.ts'

export const setAggregateMetadata = operation({
  id: 'aggregates.set_metadata',
  method: 'POST',
  path: '/os-aggregates/{aggregate_id}/action',
  action: 'set_metadata',
  // The summary of the call in older API pages names it so.
  actionAliases: ['add_metadata'],
  summary: 'Set, change and remove metadata of an aggregate',
  policy: policies.SET_METADATA,
  target: aggregateTarget,
  body: closed({ set_metadata: closed({ metadata: METADATA_WITH_NULL }) }),
  response: { 200: one('aggregate', aggregateView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body, target }) {
    const changes = Object.entries(body.set_metadata.metadata)
    const zone = changes.find(([key]) => key === ZONE_KEY)
    if (zone) await mayTakeZone(tx, target, zone[1], 'update metadata of')
    await changeMetadata(tx, target.id, changes)
    await touchAggregate(tx, target.id, isoTime(env.clock.now()))
    const aggregate = await findAggregate(tx, target.id)
    return { aggregate: aggregateView.render(aggregate!, ctx) }
  },
})

export const addHostToAggregate = operation({
  id: 'aggregates.add_host',
  method: 'POST',
  path: '/os-aggregates/{aggregate_id}/action',
  action: 'add_host',
  summary: 'Add a host to an aggregate',
  policy: policies.ADD_HOST,
  target: aggregateTarget,
  body: closed({ add_host: closed({ host: FQDN }) }),
  response: { 200: one('aggregate', aggregateView) },
  errors: [400, 403, 404, 409],
  async refuse({ tx, body }) {
    const { host } = body.add_host
    if (!(await lockHosts(tx, [host])).has(host)) {
      throw notFound(`Compute host ${host} could not be found.`)
    }
  },
  async handle({ tx, ctx, env, body, target }) {
    const { host } = body.add_host
    checkAddHost(target, host, await surroundingsOf(tx, target, [host]))
    await addHost(tx, target.id, host)
    await mirror(tx, env, target, host, true)
    const changed = { ...target, hosts: [...target.hosts, host] }
    return { aggregate: aggregateView.render(changed, ctx) }
  },
})

export const removeHostFromAggregate = operation({
  id: 'aggregates.remove_host',
  method: 'POST',
  path: '/os-aggregates/{aggregate_id}/action',
  action: 'remove_host',
  summary: 'Remove a host from an aggregate',
  policy: policies.REMOVE_HOST,
  body: closed({ remove_host: closed({ host: FQDN }) }),
  response: { 200: one('aggregate', aggregateView) },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, body, params }) {
    const id = integerId(params.aggregate_id)
    const { host } = body.remove_host
    const aggregate = await findAggregate(tx, id, 'change')
    const hosts = await lockHosts(tx, [host])
    if (aggregate === undefined || !hosts.has(host)) throw notRemovable(host, params.aggregate_id)
    checkRemoveHost(aggregate, await surroundingsOf(tx, aggregate, [host]))
    if (!aggregate.hosts.includes(host)) throw notRemovable(host, params.aggregate_id)
    await removeHost(tx, id, host)
    await mirror(tx, env, aggregate, host, false)
    const changed = { ...aggregate, hosts: aggregate.hosts.filter((other) => other !== host) }
    return { aggregate: aggregateView.render(changed, ctx) }
  },
})

function notRemovable(host: string, aggregateId: string) {
  return notFound(`Cannot remove host ${host} in aggregate ${aggregateId}`)
}

export const cacheImages = operation({
  id: 'aggregates.images',
  method: 'POST',
  path: '/os-aggregates/{aggregate_id}/images',
  summary: 'Ask the hosts of an aggregate to keep images at hand',
  versions: ['2.81'],
  policy: policies.IMAGES,
  target: aggregateTarget,
  transaction: 'read',
  body: closed({
    cache: T.Unsafe<{ id: string }[]>({
      type: ['array'],
      minItems: 1,
      items: closed({ id: T.String({ format: 'uuid' }) }),
    }),
  }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  refuse({ body }) {
    const images = body.cache.map((image) => image.id)
    if (new Set(images).size < images.length) throw badRequest('Duplicate images in request')
  },
  /** Simulated hosts keep no images, and a host that cannot is not an error to the real one. */
  async handle({ tx, ctx, env, body }) {
    for (const { id } of body.cache) {
      const image = await env.facades.image.as(ctx).find(tx, id)
      if (image === undefined) throw badRequest(`Image ${id} could not be found.`)
    }
  },
})

export const aggregateActionOperations = [
  setAggregateMetadata,
  addHostToAggregate,
  removeHostFromAggregate,
  cacheImages,
]
