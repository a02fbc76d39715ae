import type { FixedIp } from '../../kernel/attributes/types.ts'
import type { NetworkCall } from '../operation.ts'
import { readdressed } from '../ports/change-addresses.usecase.ts'
import { findPort } from '../ports/find-port.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { secondsNow } from '../times.ts'

/** Gives a port of a router these addresses. @throws Fault 400, 404, 409 */
export async function moveTo(
  call: NetworkCall,
  portId: string,
  fixedIps: readonly FixedIp[],
): Promise<PortRow> {
  const port = (await findPort(call, portId, [], 'change'))!
  const changes = await readdressed(call, port, { fixed_ips: fixedIps }, port.mac_address!)
  const row = port as unknown as PortRow
  return portRows.change(call.tx, row, changes, secondsNow(call.env.clock))
}
