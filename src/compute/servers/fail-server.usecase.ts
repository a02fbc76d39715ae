import { BUILD } from './build-states.ts'
import { freeDevices } from '../block-devices/build-devices.usecase.ts'
import type { CloudCall } from '../operation.ts'
import { releaseAll } from './remove-server.usecase.ts'
import type { Server, ServerFault } from './server.ts'
import { updateServer } from './servers.store.ts'

/** Leaves a server that could not be made in ERROR, on no host and with nothing, and says why. */
export async function failBuild(
  call: CloudCall,
  server: Server,
  fault: ServerFault,
  requestId: string | null,
): Promise<void> {
  await releaseAll(call, server)
  await freeDevices(call.tx, call.env, server.id, requestId)
  await updateServer(call.tx, server.id, {
    ...BUILD.failed,
    ...{ host: null, node: null, updated_at: fault.created },
    fault: JSON.stringify(fault),
  })
}
