/** Finds the ports that servers have. */
import { cloudItself } from '../caller.ts'
import type { NetworkCall, NetworkEnv } from '../operation.ts'
import { findPort } from '../ports/find-port.usecase.ts'
import type { FoundPort } from '../ports/ports.ts'
import type { Tx } from '../../storage/database.ts'
import { portIdsOf } from './ports-of-servers.store.ts'
import type { OwnedServer } from './servers.ts'

/** What is done for nobody but the cloud itself. */
export function forServer(tx: Tx, env: NetworkEnv, { projectId }: OwnedServer): NetworkCall {
  return { tx, env, ctx: cloudItself(projectId) }
}

/** All of a server, in the order in which they were made; nobody changes them before the unit ends. */
export async function lockedPortsOf(call: NetworkCall, server: OwnedServer): Promise<FoundPort[]> {
  const ports: FoundPort[] = []
  for (const id of await portIdsOf(call.tx, server.id)) {
    const port = await findPort(call, id, [], 'change')
    if (port !== undefined && isOf(port, server)) ports.push(port)
  }
  return ports
}

/** Others may say of their ports what they like. */
export function isOf(port: FoundPort, { id, projectId }: OwnedServer): boolean {
  return port.device_id.toLowerCase() === id.toLowerCase() && port.project_id === projectId
}
