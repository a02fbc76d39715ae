import { Type as T } from 'typebox'
import { isoMicros } from '../../kernel/clock.ts'
import { notFound } from '../../kernel/faults.ts'
import { policyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { booleanParameter } from '../booleans.ts'
import { openFilters, refuseFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { ADMIN } from '../base-rules.ts'
import { backendOf, isOnHost, VOLUME } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { viewerOf } from '../volume-types/volume-types.ts'
import { getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import { poolAllocations } from '../volumes/pools.store.ts'
import { BACKEND_NAME, CAPABILITIES, poolCapabilities, STATIC } from './backends.ts'

const GET_POOLS = policyRule({
  name: 'scheduler_extension:scheduler_stats:get_pools',
  check: ADMIN,
  description: 'List the pools that volumes can lie in.',
  operations: [{ method: 'GET', path: '/scheduler-stats/get_pools' }],
})

const SHOW_CAPABILITIES = policyRule({
  name: 'volume_extension:capabilities',
  check: ADMIN,
  description: 'Show what a backend can do.',
  operations: [{ method: 'GET', path: '/capabilities/{host_name}' }],
})

const getPools = operation({
  id: 'scheduler_stats.get_pools',
  method: 'GET',
  path: '/scheduler-stats/get_pools',
  summary: 'List the pools that volumes can lie in, and how full they are',
  policy: GET_POOLS,
  query: T.Object({
    detail: T.Optional(T.String()),
    name: T.Optional(T.String()),
    volume_type: T.Optional(T.String()),
  }),
  response: {
    200: closed({
      pools: T.Array(closed({ name: T.String(), capabilities: T.Optional(CAPABILITIES) })),
    }),
  },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, query }) {
    const { detail: shown = 'false', ...filters } = query
    const detail = booleanParameter('detail', shown)
    if (ctx.version >= MV.RESOURCE_FILTER) {
      refuseFilters(Object.keys(filters), ctx, openFilters(env, 'pool'))
    }
    const name = ctx.version >= MV.POOL_FILTER ? query.name : undefined
    const type = ctx.version >= MV.POOL_TYPE_FILTER ? query.volume_type : undefined
    const wanted =
      type === undefined
        ? undefined
        : (await getTypeByNameOrId(tx, viewerOf(ctx), type)).extraSpecs.get('volume_backend_name')
    const pools = env.volumes.pools
      .filter((pool) => name === undefined || pool.name === name)
      .filter(() => wanted === undefined || wanted === BACKEND_NAME)
    if (!detail) return { pools: pools.map((pool) => ({ name: pool.name })) }
    const allocated = await poolAllocations(tx)
    const time = isoMicros(env.clock.now())
    return {
      pools: pools.map((pool) => ({
        name: pool.name,
        capabilities: poolCapabilities(pool, allocated.get(pool.name) ?? 0, time),
      })),
    }
  },
})

const PROPERTY = closed({ title: T.String(), description: T.String(), type: T.String() })

const show = operation({
  id: 'capabilities.show',
  method: 'GET',
  path: '/capabilities/{host_name}',
  summary: 'Show what a backend can do',
  policy: SHOW_CAPABILITIES,
  response: {
    200: closed({
      namespace: T.String(),
      vendor_name: T.String(),
      volume_backend_name: T.String(),
      pool_name: T.Null(),
      driver_version: T.String(),
      storage_protocol: T.String(),
      display_name: T.Null(),
      description: T.Null(),
      visibility: T.Null(),
      replication_targets: T.Array(T.Never()),
      properties: T.Record(T.String(), PROPERTY),
    }),
  },
  errors: [403, 404],
  async handle({ tx, env, params: { host_name: host } }) {
    const service = (await listServices(tx, env)).find(
      (each) => each.binary === VOLUME && isOnHost(each.host, backendOf(host)),
    )
    if (service === undefined) throw notFound(`Can't find service: ${host}`)
    return {
      namespace: `OS::Storage::Capabilities::${service.host}`,
      vendor_name: STATIC.vendor_name,
      volume_backend_name: BACKEND_NAME,
      pool_name: null,
      driver_version: STATIC.driver_version,
      storage_protocol: STATIC.storage_protocol,
      display_name: null,
      description: null,
      visibility: null,
      replication_targets: [],
      properties: {
        thin_provisioning: {
          title: 'Thin Provisioning',
          description: 'Sets thin provisioning.',
          type: 'boolean',
        },
      },
    }
  },
})

export const backendOperations = [getPools, show]
