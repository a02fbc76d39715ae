import { EVERYTHING } from '../../kernel/lists/request.ts'
import type { NetworkCall } from '../operation.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows } from '../ports/ports.store.ts'

/** The devices whose ports have an address that contains one of these texts. */
export async function devicesAt(
  call: NetworkCall,
  addresses: readonly string[],
): Promise<readonly string[]> {
  const ports = await portRows.list(call.tx, {
    ...EVERYTHING,
    conditions: [
      { kind: 'member text', relation: 'ip_addresses', texts: addresses },
      ...visiblePorts(call.ctx),
    ],
  })
  return [...new Set(ports.map((port) => port.device_id).filter((id) => id !== ''))]
}
