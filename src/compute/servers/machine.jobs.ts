/** What is done to the machines of servers after the answer (`machine-actions.ts`). */
import { Type as T } from 'typebox'
import type { Hypervisor, MachineState } from '../../drivers/hypervisor/interface.ts'
import { jobKind, JobRefused, jobWork, type Job, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Facades } from '../../kernel/facades.ts'
import type { Tx } from '../../storage/database.ts'
import { recordEvent } from '../instance-actions/instance-actions.store.ts'
import { MACHINE_ACTIONS, type MachineAction, type MachineActionName } from './machine-actions.ts'
import { recountServer } from '../quotas/take-quota.usecase.ts'
import { POWER } from './server-states.ts'
import { serverNotFound, type Server, type ServerChanges } from './server.ts'
import { endServerAction, findServerEvenDeleted } from './servers.store.ts'

const ON_MACHINE = T.Object({
  id: T.String(),
  projectId: T.String(),
  /** As its host calls it. */
  name: T.String(),
  host: T.Union([T.String(), T.Null()]),
  /** When it was asked for, by the clock of the cloud. */
  since: T.String(),
})

function kindOf(name: MachineActionName, realisticSeconds: readonly [number, number]) {
  const { job } = MACHINE_ACTIONS[name]
  return jobKind({ name: job, version: 1, payload: ON_MACHINE, realisticSeconds })
}

export const MACHINE_JOBS = {
  start: kindOf('start', [1, 4]),
  // The guest is asked first.
  stop: kindOf('stop', [2, 8]),
  reboot: kindOf('reboot', [2, 8]),
  rebootHard: kindOf('rebootHard', [2, 5]),
  pause: kindOf('pause', [0.2, 1]),
  unpause: kindOf('unpause', [0.2, 1]),
  suspend: kindOf('suspend', [2, 6]),
  resume: kindOf('resume', [1, 4]),
  changePassword: kindOf('changePassword', [0.2, 1]),
  crash: kindOf('crash', [0.2, 1]),
  softDelete: kindOf('softDelete', [1, 3]),
  restore: kindOf('restore', [1, 4]),
} satisfies Record<MachineActionName, ReturnType<typeof kindOf>>

export interface MachineJobParts {
  readonly clock: CloudClock
  readonly hypervisor: Hypervisor
  readonly facades: Pick<Facades, 'network'>
}

export function machineJobs(parts: MachineJobParts): readonly JobWork[] {
  return (Object.keys(MACHINE_JOBS) as MachineActionName[]).map((name) => machineJob(parts, name))
}

interface Ended {
  readonly id: string
  readonly host: string | null
  readonly since: string
}

function machineJob(parts: MachineJobParts, name: MachineActionName): JobWork {
  const { clock, hypervisor, facades } = parts
  const action = MACHINE_ACTIONS[name]
  const note = (tx: Tx, { id, host, since }: Ended, job: Job, error: string | undefined) =>
    recordEvent(
      tx,
      { serverId: id, requestId: job.requestId },
      {
        ...{ event: action.event, host, startedAt: since, finishedAt: clock.isoNow() },
        ...(error !== undefined && { error: { traceback: error, details: error } }),
      },
    )
  return jobWork(MACHINE_JOBS[name], {
    steps: {
      machine: {
        async do({ id, name: called, host }): Promise<{ state: MachineState }> {
          if (host === null) throw new JobRefused('the server has no host')
          if (!hypervisor.runs(host)) throw new JobRefused(`the host ${host} is down`)
          return { state: await hypervisor.work({ id, name: called, host }, action.work) }
        },
      },
    },
    async finish(tx, server, { machine: { state } }, job) {
      const error = await end(tx, action, server.id, {
        power_state: POWER[state],
        updated_at: clock.isoNow(),
      })
      const owned = { id: server.id, projectId: server.projectId }
      if (error === undefined && action.ports === 'plugged') await facades.network.plug(tx, owned)
      if (error === undefined && action.ports === 'unplugged') {
        await facades.network.unplug(tx, owned)
      }
      await note(tx, server, job, error)
    },
    async failed(tx, server, { message }, job) {
      const now = clock.isoNow()
      const fault = JSON.stringify({ code: 500, created: now, message })
      await change(tx, action, server.id, { ...action.failed, fault, updated_at: now })
      await note(tx, server, job, message)
    },
  })
}

/**
 * Ends the action, if nothing else was begun in the meantime.
 * @returns what is wrong otherwise, as the real service says it (`UnexpectedTaskStateError`)
 */
async function end(
  tx: Tx,
  action: MachineAction,
  id: string,
  changes: ServerChanges,
): Promise<string | undefined> {
  const { at, done } = action
  if (at === undefined || done === undefined || done === 'gone') return undefined
  const server = await change(tx, action, id, { ...done, ...changes })
  if (server === 'changed') return undefined
  if (server === undefined || server.deleted === 1) return serverNotFound(id).message
  const found = server.task_state === null ? 'None' : `'${server.task_state}'`
  return (
    `Conflict updating instance ${id}. Expected: {'task_state': ['${at.task_state}']}. ` +
    `Actual: {'task_state': ${found}}`
  )
}

/** The same, with what it holds; the server as it is where it was not changed. */
async function change(
  tx: Tx,
  action: MachineAction,
  id: string,
  changes: ServerChanges,
): Promise<'changed' | Server | undefined> {
  const server = await findServerEvenDeleted(tx, id, 'change')
  if (server === undefined) return undefined
  if (!(await endServerAction(tx, action, id, changes))) return server
  await recountServer(tx, server, { ...server, ...changes })
  return 'changed'
}
