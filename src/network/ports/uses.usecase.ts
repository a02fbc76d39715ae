/**
 * What else has to do with a port: routers, floating IPs, trunks. Who makes something of a port adds a
 * line to `USES`, with functions that look into stores of its own.
 */
import { useByForwardings } from '../floatingips/forwarded-ports.usecase.ts'
import { useByFloatingIps } from '../floatingips/ports-of-floatingips.usecase.ts'
import { useByLocalIps } from '../local-ips/ports-of-local-ips.usecase.ts'
import { useByLogs } from '../logs/ports-of-logs.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { useByTrunks } from '../trunks/ports-of-trunks.usecase.ts'
import type { PortRow } from './ports.store.ts'
import type { FoundPort, PortChanges } from './ports.ts'

export interface PortUse {
  /** Clients may not delete the port then. @throws Fault 409 */
  refuseDeletion?(call: NetworkCall, port: FoundPort): Promise<void>
  /** Clients may not change it so. @throws Fault 400, 409 */
  refuseChanges?(call: NetworkCall, port: FoundPort, changes: PortChanges): Promise<void>
  /** Lets go of what a changed port has no longer. */
  changed?(call: NetworkCall, port: PortRow): Promise<void>
  /** Lets go of ports that are about to be deleted, by whomever: floating IPs, for example. */
  release?(call: NetworkCall, portIds: readonly string[]): Promise<void>
}

const USES: readonly PortUse[] = [
  useByForwardings,
  useByFloatingIps,
  useByTrunks,
  useByLocalIps,
  useByLogs,
]

/** May a client delete it? @throws Fault 409 */
export async function requireDeletable(call: NetworkCall, port: FoundPort): Promise<void> {
  for (const use of USES) await use.refuseDeletion?.(call, port)
}

/** May a client change it so? @throws Fault 400, 409 */
export async function requireChangeable(
  call: NetworkCall,
  port: FoundPort,
  changes: PortChanges,
): Promise<void> {
  for (const use of USES) await use.refuseChanges?.(call, port, changes)
}

export async function settlePort(call: NetworkCall, port: PortRow): Promise<void> {
  for (const use of USES) await use.changed?.(call, port)
}

export async function releasePorts(call: NetworkCall, portIds: readonly string[]): Promise<void> {
  for (const use of USES) await use.release?.(call, portIds)
}
