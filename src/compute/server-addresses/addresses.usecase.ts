import type { CloudCall } from '../operation.ts'
import type { Server } from '../servers/server.ts'
import { addressesOf, type ShownAddress } from '../servers/shown-server.ts'

interface OfServer extends CloudCall {
  readonly target: Server
}

/**
 * The addresses of a server by the names of its networks; none while it is being made.
 * Source: openstack/nova nova/api/openstack/compute/views/addresses.py.
 */
export async function addressesByNetwork({ tx, env, target }: OfServer) {
  if (target.vm_state === 'building') return {}
  const { id, project_id: projectId } = target
  const interfaces = await env.facades.network.interfaces(tx, [{ id, projectId }])
  const byNetwork: Record<string, readonly ShownAddress[]> = addressesOf(interfaces.get(id) ?? [])
  return Object.fromEntries(
    Object.entries(byNetwork).map(([name, addresses]) => [
      name,
      addresses.map(({ version, addr }) => ({ version, addr })),
    ]),
  )
}
