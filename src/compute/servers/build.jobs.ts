/** What makes a server, after the answer and once its volumes are there. */
import { JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { Tx } from '../../storage/database.ts'
import {
  completeDevices,
  connectDevices,
  DevicesRefused,
  disconnectDevices,
} from '../block-devices/build-devices.usecase.ts'
import { recordEvent } from '../instance-actions/instance-actions.store.ts'
import type { ComputeEnv } from '../operation.ts'
import { BUILD_SERVER } from './build-kind.jobs.ts'
import { BUILD } from './build-states.ts'
import { buildAborted } from './failed-build.ts'
import { failBuild } from './fail-server.usecase.ts'
import { endServerAction, findServer } from './servers.store.ts'

/** As the real one names the part of the creation that the host does. */
const EVENT = 'compute__do_build_and_run_instance'

export function buildJobs(env: ComputeEnv): readonly JobWork[] {
  return [
    jobWork(BUILD_SERVER, {
      steps: {
        connect: {
          async do({ id }, _made, { requestId }) {
            const server = await env.database.read((tx) => findServer(tx, id))
            if (server?.host == null) return
            const placed = { id, host: server.host }
            await connectDevices(env, placed, requestId).catch((error: unknown) => {
              throw error instanceof DevicesRefused ? new JobRefused(error.message) : error
            })
          },
          undo: ({ id }) => disconnectDevices(env, id),
        },
      },
      async finish(tx, { id }, _made, job) {
        await launch(tx, env, id, job.requestId)
      },
      async failed(tx, { id }, { message }, { requestId }) {
        const server = await findServer(tx, id, 'change')
        if (server === undefined) return
        const fault = buildAborted(id, message, env.clock.isoNow())
        await failBuild({ tx, env }, server, fault, requestId)
      },
    }),
  ]
}

async function launch(tx: Tx, env: ComputeEnv, id: string, requestId: string | null) {
  const server = await findServer(tx, id, 'change')
  if (server === undefined) return
  const now = env.clock.isoNow()
  const times = { launched_at: now, updated_at: now }
  try {
    await tx.attempt(() => completeDevices(tx, env, id))
  } catch (error) {
    if (!(error instanceof DevicesRefused)) throw error
    // Somebody took a volume away meanwhile.
    const fault = buildAborted(id, error.message, now)
    return failBuild({ tx, env }, server, fault, requestId)
  }
  if (!(await endServerAction(tx, BUILD, id, { ...BUILD.done, ...times }))) return
  await recordEvent(
    tx,
    { serverId: id, requestId },
    {
      ...{ event: EVENT, host: server.host },
      ...{ startedAt: server.created_at, finishedAt: now },
    },
  )
}
