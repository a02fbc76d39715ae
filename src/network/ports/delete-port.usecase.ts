import type { NetworkCall } from '../operation.ts'
import { deletePorts } from './delete-ports.store.ts'
import type { FoundPort } from './ports.ts'
import { releasePorts, requireDeletable } from './uses.usecase.ts'

/** As a client does it. @throws Fault 409 */
export async function deletePort(call: NetworkCall, port: FoundPort): Promise<void> {
  await requireDeletable(call, port)
  await removePorts(call, [port.id])
}

/** Removes ports whoever they are for; what was joined to them is free. */
export async function removePorts(call: NetworkCall, ids: readonly string[]): Promise<void> {
  await releasePorts(call, ids)
  await deletePorts(call.tx, ids)
}
