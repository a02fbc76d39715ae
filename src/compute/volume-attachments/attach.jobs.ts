/** What hosts do when volumes are attached and detached, after the answer. */
import { Type as T, type Static } from 'typebox'
import { jobKind, JobRefused, jobWork, type Job, type JobWork } from '../../jobs/job.ts'
import { Fault } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { findDevice, removeDevice, type BlockDevice } from '../block-devices/block-devices.store.ts'
import { connectorOf } from '../block-devices/build-devices.usecase.ts'
import { recordEvent } from '../instance-actions/instance-actions.store.ts'
import type { ComputeEnv } from '../operation.ts'
import { findServer } from '../servers/servers.store.ts'
import { ATTACH, DETACH, EVENTS } from './attach-actions.ts'

const PAYLOAD = T.Object({ serverId: T.String(), deviceId: T.String() })
type Payload = Static<typeof PAYLOAD>

export const ATTACH_VOLUME = jobKind({
  name: ATTACH.job,
  version: 1,
  payload: PAYLOAD,
  realisticSeconds: [1, 3],
})

export const DETACH_VOLUME = jobKind({
  name: DETACH.job,
  version: 1,
  payload: PAYLOAD,
  realisticSeconds: [1, 3],
})

export function attachJobs(env: ComputeEnv): readonly JobWork[] {
  return [attachJob(env), detachJob(env)]
}

/** The disk as it is; undefined where the server is gone, and its disks with it. */
function deviceNow(env: ComputeEnv, { deviceId }: Payload): Promise<BlockDevice | undefined> {
  return env.database.read((tx) => findDevice(tx, deviceId))
}

function attachJob(env: ComputeEnv): JobWork {
  const volumes = env.facades['block-storage']
  return jobWork(ATTACH_VOLUME, {
    steps: {
      connect: {
        async do(payload) {
          const server = await env.database.read((tx) => findServer(tx, payload.serverId))
          const device = await deviceNow(env, payload)
          if (device?.attachment_id == null || server?.host == null) return
          const connector = connectorOf(env, server.host, device.device_name)
          await volumes.connect(device.attachment_id, connector).catch((error: unknown) => {
            throw error instanceof Fault ? new JobRefused(error.message) : error
          })
        },
        async undo(payload) {
          const device = await deviceNow(env, payload)
          if (device?.attachment_id != null) await volumes.disconnect(device.attachment_id)
        },
      },
    },
    async finish(tx, payload, _made, job) {
      const device = await heldDevice(tx, payload)
      if (device?.attachment_id == null) return
      try {
        await volumes.complete(tx, device.attachment_id)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        // Somebody took it away meanwhile.
        return giveUp(tx, env, { payload, job, why: error.message })
      }
      await recordDone(tx, env, { payload, job, event: EVENTS.attach })
    },
    async failed(tx, payload, { message }, job) {
      await giveUp(tx, env, { payload, job, why: message })
    },
  })
}

/** Whoever changes the disks of a server holds its row. */
async function heldDevice(tx: Tx, { serverId, deviceId }: Payload) {
  await findServer(tx, serverId, 'change')
  return findDevice(tx, deviceId)
}

interface Ended {
  readonly payload: Payload
  readonly job: Job
}

async function giveUp(
  tx: Tx,
  env: ComputeEnv,
  { payload, job, why }: Ended & { readonly why: string },
): Promise<void> {
  const device = await heldDevice(tx, payload)
  if (device === undefined) return
  if (device.attachment_id !== null) {
    await env.facades['block-storage'].release(tx, device.attachment_id)
  }
  await removeDevice(tx, device.id)
  await recordDone(tx, env, { payload, job, event: EVENTS.attach, why })
}

async function recordDone(
  tx: Tx,
  env: ComputeEnv,
  { payload: { serverId }, job, event, why }: Ended & { event: string; why?: string },
): Promise<void> {
  const now = env.clock.isoNow()
  const host = (await findServer(tx, serverId))?.host ?? null
  await recordEvent(
    tx,
    { serverId, requestId: job.requestId },
    {
      ...{ event, host, startedAt: now, finishedAt: now },
      ...(why !== undefined && { error: { traceback: why, details: why } }),
    },
  )
}

function detachJob(env: ComputeEnv): JobWork {
  const volumes = env.facades['block-storage']
  return jobWork(DETACH_VOLUME, {
    steps: {
      disconnect: {
        async do(payload) {
          const device = await deviceNow(env, payload)
          if (device?.attachment_id != null) await volumes.disconnect(device.attachment_id)
        },
      },
    },
    async finish(tx, payload, _made, job) {
      const device = await heldDevice(tx, payload)
      if (device === undefined) return
      if (device.attachment_id !== null) await volumes.release(tx, device.attachment_id)
      await removeDevice(tx, device.id)
      await recordDone(tx, env, { payload, job, event: EVENTS.detach })
    },
    async failed(tx, payload, { message }, job) {
      const device = await heldDevice(tx, payload)
      if (device === undefined) return
      if (device.volume_id !== null) await volumes.rollDetaching(tx, device.volume_id)
      await recordDone(tx, env, { payload, job, event: EVENTS.detach, why: message })
    },
  })
}
