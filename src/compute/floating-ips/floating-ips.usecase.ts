/** Floating IPs by way of Compute. Source: openstack/nova nova/network/neutron.py. */
import type { RequestContext } from '../../kernel/context.ts'
import { isUuidLike } from '../../kernel/formats.ts'
import type { NetworkProxy, ShownFloatingIp, ShownNetwork } from '../../network/facade.ts'
import type { Tx } from '../../storage/database.ts'
import { target, type ComputeEnv } from '../operation.ts'
import { asRefusedBy, neutronSaid } from '../proxied.ts'
import {
  allocationRefused,
  floatingIpNotFound,
  poolNotFound,
  severalPools,
  type PooledFloatingIp,
} from './floating-ip.ts'

/** `default_floating_pool` of the stock configuration. */
const DEFAULT_POOL = 'nova'

/** A floating IP that Network shows to who asks. */
export const floatingIpTarget = target<PooledFloatingIp, { readonly floating_ip_id: string }>({
  async load(tx, { ctx, env, params: { floating_ip_id: id } }) {
    const network = env.facades.network.proxyFor(ctx)
    const shown = await asRefusedBy(network.floatingIp(tx, id), (refused) =>
      refused.status === 404 ? floatingIpNotFound(id) : refused,
    )
    const [pooled] = await withPools(tx, network, [shown])
    return pooled
  },
  missing: ({ floating_ip_id: id }) => floatingIpNotFound(id),
})

/** Those of the caller's project. */
export async function floatingIpsOf(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
): Promise<PooledFloatingIp[]> {
  const network = facades.network.proxyFor(ctx)
  return withPools(tx, network, await network.floatingIps(tx, { tenant_id: ctx.projectId }))
}

/** @param pool name or id of an external network @throws Fault 400, 403, 404, 409 */
export async function allocateFloatingIp(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  pool: string | undefined,
): Promise<PooledFloatingIp> {
  const network = facades.network.proxyFor(ctx)
  const { id, name } = await poolNamed(tx, network, pool || DEFAULT_POOL)
  const made = await asRefusedBy(network.createFloatingIp(tx, id), (refused) =>
    allocationRefused(refused, pool, neutronSaid(ctx, refused)),
  )
  return { ...made, pool: name || id }
}

async function poolNamed(tx: Tx, network: NetworkProxy, name: string): Promise<ShownNetwork> {
  const named = isUuidLike(name) ? { id: name } : { name }
  const [pool, ...others] = await network.networks(tx, { 'router:external': 'True', ...named })
  if (pool === undefined) throw poolNotFound()
  if (others.length > 0) throw severalPools(name)
  return pool
}

/** What its network is called; one that the caller does not see any more is named by its id. */
async function withPools(
  tx: Tx,
  network: NetworkProxy,
  shown: readonly ShownFloatingIp[],
): Promise<PooledFloatingIp[]> {
  if (shown.length === 0) return []
  const pools = await network.networks(tx, { 'router:external': 'True' })
  const names = new Map(pools.map(({ id, name }) => [id, name]))
  return shown.map((one) => {
    const { floating_network_id: id } = one
    return { ...one, pool: names.get(id) || id }
  })
}
