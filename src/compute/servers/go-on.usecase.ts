/** What comes next for a server that is being made, as far as its volumes are there. */
import {
  buildDevices,
  DevicesRefused,
  serverWaitingFor,
} from '../block-devices/build-devices.usecase.ts'
import { requestOfAction } from '../instance-actions/instance-actions.store.ts'
import type { CloudCall } from '../operation.ts'
import { BUILD, BUILDING } from './build-states.ts'
import { BUILD_SERVER } from './build-kind.jobs.ts'
import { failBuild } from './fail-server.usecase.ts'
import { buildAborted } from './failed-build.ts'
import type { Server } from './server.ts'
import { findServer, updateServer } from './servers.store.ts'

/**
 * Has the volumes made that a server wants; once nothing is waited for, a job does the rest.
 * @param requestId of the request that wants the server
 * @throws DevicesRefused
 */
export async function goOn(call: CloudCall, server: Server, requestId: string): Promise<void> {
  const { tx, env } = call
  const { rootDeviceName, isWaiting } = await buildDevices(tx, env, server, requestId)
  const state = isWaiting ? BUILDING.waitsForVolumes : BUILD.at
  await updateServer(tx, server.id, { ...state, root_device_name: rootDeviceName })
  if (isWaiting) return
  const payload = { id: server.id }
  await env.jobs.enqueue(tx, BUILD_SERVER, { resourceId: server.id, payload, requestId })
}

/** A volume is there, or will never be: the server that waits for it goes on, or fails. */
export async function volumeEnded(call: CloudCall, volumeId: string): Promise<void> {
  const { tx, env } = call
  const id = await serverWaitingFor(tx, volumeId)
  const server = id === undefined ? undefined : await findServer(tx, id, 'change')
  if (server?.task_state !== BUILDING.waitsForVolumes.task_state) return
  const requestId = await requestOfAction(tx, server.id, 'create')
  try {
    await goOn(call, server, requestId)
  } catch (error) {
    if (!(error instanceof DevicesRefused)) throw error
    const fault = buildAborted(server.id, error.message, env.clock.isoNow())
    await failBuild(call, server, fault, requestId)
  }
}
