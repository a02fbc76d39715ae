/** What ends a server, after the answer. */
import { Type as T } from 'typebox'
import { jobKind, jobWork, type JobWork } from '../../jobs/job.ts'
import { disconnectDevices } from '../block-devices/build-devices.usecase.ts'
import { recordEvent } from '../instance-actions/instance-actions.store.ts'
import type { ComputeEnv } from '../operation.ts'
import { DELETION } from './build-states.ts'
import { removeServer } from './remove-server.usecase.ts'
import { endServerAction, findServer } from './servers.store.ts'

export const DELETE_SERVER = jobKind({
  name: DELETION.job,
  version: 1,
  payload: T.Object({ id: T.String() }),
  realisticSeconds: [1, 3],
})

const EVENT = 'compute_terminate_instance'

export function deleteJobs(env: ComputeEnv): readonly JobWork[] {
  return [
    jobWork(DELETE_SERVER, {
      steps: { disconnect: { do: ({ id }) => disconnectDevices(env, id) } },
      async finish(tx, { id }, _made, { requestId }) {
        const server = await findServer(tx, id, 'change')
        if (server?.task_state !== DELETION.at.task_state) return
        await removeServer({ tx, env }, server, requestId)
        const now = env.clock.isoNow()
        const event = { event: EVENT, host: server.host, startedAt: now, finishedAt: now }
        await recordEvent(tx, { serverId: id, requestId }, event)
      },
      async failed(tx, { id }, { message }) {
        const created = env.clock.isoNow()
        const fault = JSON.stringify({ code: 500, created, message, details: message })
        await endServerAction(tx, DELETION, id, { ...DELETION.failed, fault, updated_at: created })
      },
    }),
  ]
}
