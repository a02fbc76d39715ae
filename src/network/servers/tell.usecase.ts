/**
 * What clients of Network do to the ports of servers, Compute is told. Source: openstack/neutron
 * neutron/notifiers/nova.py.
 */
import { isUuidLike } from '../../kernel/formats.ts'
import type { NetworkCall } from '../operation.ts'
import { portRows } from '../ports/ports.store.ts'
import type { Port } from '../ports/ports.ts'
import { eventOf, eventsOf } from './servers.ts'

type ChangedPort = Pick<Port, 'id' | 'device_id' | 'device_owner' | 'status'>

/** A client changed a port. */
export async function tellPortChanged(
  { tx, env }: NetworkCall,
  before: ChangedPort,
  after: ChangedPort,
): Promise<void> {
  if (!isOfServer(after)) return
  const plugged = eventsOf({ ...after, status: before.status }, after.status)
  await env.serverListeners.tell(tx, [...plugged, eventOf(after, 'network-changed')])
}

/** A client deleted a port. */
export async function tellPortDeleted({ tx, env }: NetworkCall, port: ChangedPort): Promise<void> {
  if (!isOfServer(port)) return
  await env.serverListeners.tell(tx, [eventOf(port, 'network-vif-deleted')])
}

/** These ports got, or lost, floating IPs; those that are not there any more are left out. */
export async function tellFloatingIpsChanged(
  { tx, env }: NetworkCall,
  portIds: readonly (string | null)[],
): Promise<void> {
  if (env.serverListeners.isNobodyThere) return
  const ids = new Set(portIds.flatMap((id) => id ?? []))
  const ports = await portRows.having(tx, 'id', [...ids])
  const ofServers = ports.filter(isOfServer)
  await env.serverListeners.tell(
    tx,
    ofServers.map((port) => eventOf(port, 'network-changed')),
  )
}

function isOfServer({ device_id: id, device_owner: owner }: ChangedPort): boolean {
  return isUuidLike(id) && owner.startsWith('compute:')
}
