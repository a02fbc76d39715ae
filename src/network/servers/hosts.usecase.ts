/**
 * Where the ports of servers are plugged in, and whether they are. Source: openstack/nova
 * nova/network/neutron.py (bind_ports_to_host, migrate_instance_start, migrate_instance_finish).
 */
import type { NetworkCall } from '../operation.ts'
import { activateBinding, bindingsOf, createBindings } from '../ports/bindings/bindings.usecase.ts'
import { deleteBinding } from '../ports/bindings/bindings.store.ts'
import { bindingNotFound } from '../ports/bindings/bindings.ts'
import { portRows } from '../ports/ports.store.ts'
import type { FoundPort } from '../ports/ports.ts'
import { changePort } from '../ports/update-port.usecase.ts'
import { secondsNow } from '../times.ts'
import { lockedPortsOf } from './ports-of-servers.usecase.ts'
import { eventsOf, pluggedEvent, type OwnedServer, type ServerEvent } from './servers.ts'

/** Binds the ports of a server on a host, and nowhere else. @throws Fault 409 */
export function bindPorts(
  call: NetworkCall,
  server: OwnedServer,
  host: string,
): Promise<ServerEvent[]> {
  return each(call, server, async (port) => {
    const bound = await changePort(call, port, { 'binding:host_id': host })
    const isMoved = port['binding:host_id'] !== host
    return isMoved && bound.status === 'ACTIVE' ? [pluggedEvent(port)] : []
  })
}

/** A bound port is in use while the machine that it is plugged into runs. */
export function setPlugged(
  call: NetworkCall,
  server: OwnedServer,
  isPlugged: boolean,
): Promise<ServerEvent[]> {
  const status = isPlugged ? 'ACTIVE' : 'DOWN'
  return each(call, server, async (port) => {
    if (port['binding:host_id'] === '') return []
    await portRows.change(call.tx, port, { status }, secondsNow(call.env.clock))
    return eventsOf(port, status)
  })
}

/**
 * Binds the ports on a second host, to which the server is about to move while it runs. They stay where
 * they are.
 * @throws Fault 409 PortBindingAlreadyExists
 */
export async function bindElsewhere(
  call: NetworkCall,
  server: OwnedServer,
  host: string,
): Promise<void> {
  await each(call, server, async (port) => {
    const binding = { vnic_type: port['binding:vnic_type'], profile: port['binding:profile'] }
    await createBindings({ ...call, parent: port }, [{ host, ...binding }])
    return []
  })
}

/**
 * The ports are on the second host, and on the first no longer.
 * @throws Fault 404 PortBindingNotFound
 */
export function moveTo(
  call: NetworkCall,
  server: OwnedServer,
  host: string,
): Promise<ServerEvent[]> {
  return each(call, server, async (port) => {
    const there = (await bindingsOf({ ...call, parent: port })).find((one) => one.host === host)
    if (there === undefined) throw bindingNotFound(host, port.id)
    if (there.status === 'ACTIVE') return []
    await activateBinding({ ...call, parent: port }, there)
    await deleteBinding(call.tx, port.id, port['binding:host_id'] ?? '')
    // It was in use before, and is so elsewhere (`notify_port_active_direct`).
    return [pluggedEvent(port)]
  })
}

/** The server does not move to that host after all. */
export async function unbindElsewhere(
  call: NetworkCall,
  server: OwnedServer,
  host: string,
): Promise<void> {
  await each(call, server, async (port) => {
    await deleteBinding(call.tx, port.id, host)
    return []
  })
}

async function each(
  call: NetworkCall,
  server: OwnedServer,
  act: (port: FoundPort) => Promise<ServerEvent[]>,
): Promise<ServerEvent[]> {
  const events: ServerEvent[] = []
  for (const port of await lockedPortsOf(call, server)) events.push(...(await act(port)))
  return events
}
