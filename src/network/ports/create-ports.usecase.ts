/** Makes the ports that clients ask for. */
import { networkRows } from '../networks/networks.store.ts'
import { networkNotFound } from '../networks/networks.ts'
import type { NetworkCall } from '../operation.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { ACCESS_EXTERNAL, ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { ownOr } from '../visibility.ts'
import { completed } from './completed.usecase.ts'
import { makePorts } from './make-ports.usecase.ts'
import type { Port, PostedPort } from './ports.ts'

/** @throws Fault 400, 404, 409 */
export async function createPorts(
  call: NetworkCall,
  posted: readonly PostedPort[],
): Promise<Port[]> {
  await takeQuotas(call, 'port', posted)
  return completed(call, await makePorts(call, posted))
}

/**
 * What rules see of the networks of new ports.
 * @throws Fault 404 NetworkNotFound, whoever asks
 */
export async function factsOfNewPorts(call: NetworkCall, posted: readonly PostedPort[]) {
  const { tx, ctx } = call
  const owners = new Map<string, string>()
  for (const { network_id: id } of posted) {
    if (owners.has(id)) continue
    const network = await networkRows.find(
      tx,
      id,
      ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED, ACCESS_EXTERNAL])),
      'stay',
    )
    if (network !== undefined) owners.set(id, network.project_id)
    // Whom no rule asks for the owner misses it later.
    else if (!ctx.isAdmin) throw networkNotFound(id)
  }
  const ids = [...owners.keys()].map((id) => id.toLowerCase())
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, ids)
  return posted.map(({ network_id: id }) => ({
    'network:project_id': owners.get(id),
    shared: shared.has(id.toLowerCase()),
  }))
}
