import { Type as T } from 'typebox'
import { isoMicros } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { notFound } from '../../kernel/faults.ts'
import { str } from '../../kernel/python.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { booleanParameter } from '../booleans.ts'
import { openFilters, refuseFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { operation, type BlockStorageEnv } from '../operation.ts'
import { adminsRule } from '../base-rules.ts'
import { backendOf, isOnHost, VOLUME } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { viewerOf } from '../volume-types/volume-types.ts'
import { getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import { poolAllocations, volumesByPool } from '../volumes/pools.store.ts'
import { CAPABILITIES, poolCapabilities, STANDARD_PROPERTIES } from './backends.ts'
import { isWanted, poolStates, type WantedPools } from './pools.ts'

const GET_POOLS = adminsRule(
  'scheduler_extension:scheduler_stats:get_pools',
  'List the pools that volumes can lie in.',
  'GET /scheduler-stats/get_pools',
)

const SHOW_CAPABILITIES = adminsRule(
  'volume_extension:capabilities',
  'Show what a backend can do.',
  'GET /capabilities/{host_name}',
)

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
  async handle({ tx, ctx, env, query: { detail: asked = 'false', ...filters } }) {
    const detail = booleanParameter('detail', asked)
    const wanted = await wantedPools(tx, ctx, env, filters)
    const now = { allocated: await poolAllocations(tx), time: isoMicros(env.clock.now()) }
    const pools = poolStates(env.volumes.pools, await listServices(tx, env), now)
    const found = pools.filter((pool) => isWanted(pool, wanted))
    if (!detail) return { pools: found.map(({ name }) => ({ name })) }
    const volumes = await volumesByPool(tx)
    const detailed = found.map(({ name, capabilities }) => ({
      name,
      capabilities: { ...capabilities, total_volumes: volumes.get(name) ?? 0 },
    }))
    return { pools: detailed }
  },
})

/**
 * Before 3.28 nothing filters; from then on a name and capabilities do, and from 3.35 a type of
 * volume. From 3.31 on what the operator does not list is refused.
 * @throws 400, 404
 */
async function wantedPools(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { name, volume_type: type, ...others }: { name?: string; volume_type?: string },
): Promise<WantedPools> {
  if (ctx.version < MV.POOL_FILTER) {
    return { name: undefined, capabilities: [], specs: undefined }
  }
  const names = Object.keys({
    ...others,
    ...(name !== undefined && { name }),
    ...(type !== undefined && { volume_type: type }),
  })
  if (ctx.version >= MV.RESOURCE_FILTER) refuseFilters(names, ctx, openFilters(env, 'pool'))
  // An empty text asks for nothing.
  const byType = Boolean(type) && ctx.version >= MV.POOL_TYPE_FILTER
  const specs = byType ? (await getTypeByNameOrId(tx, viewerOf(ctx), type!)).extraSpecs : undefined
  return { name: name || undefined, capabilities: Object.entries<string>(others), specs }
}

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
      (each) => each.binary === VOLUME && isOnHost(each.host, host),
    )
    if (service === undefined) throw notFound(`Can't find service: ${host}`)
    const pool = env.volumes.pools.find(({ name }) => backendOf(name) === service.host)!
    const said = poolCapabilities(pool, 0, '')
    return {
      namespace: `OS::Storage::Capabilities::${service.host}`,
      vendor_name: str(said['vendor_name']),
      volume_backend_name: pool.backendName,
      pool_name: null,
      driver_version: str(said['driver_version']),
      storage_protocol: str(said['storage_protocol']),
      display_name: null,
      description: null,
      visibility: null,
      replication_targets: [],
      properties: STANDARD_PROPERTIES,
    }
  },
})

export const backendOperations = [getPools, show]
