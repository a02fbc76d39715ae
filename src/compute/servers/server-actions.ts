/**
 * What actions on servers are: in which states they may begin, what they set, how they are refused.
 * The tables of them stand beside what begins them. Source: openstack/nova nova/compute/api.py
 * (check_instance_lock, check_instance_host, check_instance_state).
 */
import { conflict, type Fault } from '../../kernel/faults.ts'
import { isAllowed, type Action, type Allowed, type Course } from '../../kernel/state-table.ts'
import type { PowerState, TaskState, VmState } from './server-states.ts'
import { serverLocked, serverNotReady, type Server } from './server.ts'

/** The columns that actions set. */
export interface ServerColumns {
  readonly vm_state: VmState
  readonly task_state: TaskState | null
  readonly power_state: PowerState
}

type Refused = Pick<Server, 'id' | 'vm_state' | 'task_state' | 'launched_at' | 'host' | 'locked_by'>

export interface ServerAction extends Action<ServerColumns, Refused> {
  /** As refusals and instance actions call it. */
  readonly name: string
  /** A lock keeps those who are no administrators from it. */
  readonly heedsLock: boolean
  /** How that is said: some calls of the real service take it for any other state. */
  readonly lockedIs: 'locked' | 'wrong state'
  /** It is done on the host, so there must be one. */
  readonly needsHost: boolean
  /** Only servers that were active once. */
  readonly needsLaunch: boolean
  /** Where it is recorded under another name. */
  readonly recordedAs?: string
}

interface Told extends Course<ServerColumns> {
  readonly name: string
  /** Any where left out. */
  readonly vmStates?: readonly VmState[]
  /** While nothing is under way, where left out. */
  readonly taskStates?: readonly (TaskState | null)[] | 'any'
  readonly heedsLock?: boolean
  readonly lockedIs?: 'locked' | 'wrong state'
  readonly needsHost?: boolean
  readonly needsLaunch?: boolean
  readonly recordedAs?: string
}

/** As most are: nothing else is under way, the lock counts, the server was active once. */
export function serverAction<const Rest extends Told>(
  told: Rest,
): ServerAction & Omit<Rest, 'vmStates' | 'taskStates'> {
  const { vmStates, taskStates = [null], ...rest } = told
  const from: Allowed<ServerColumns> = {
    ...(vmStates !== undefined && { vm_state: vmStates }),
    ...(taskStates !== 'any' && { task_state: taskStates }),
  }
  return {
    ...{ heedsLock: true, lockedIs: 'locked', needsHost: false, needsLaunch: true },
    ...rest,
    from,
    refusal: (server: Refused) => wrongState(told.name, from, server),
  } as ServerAction & Omit<Rest, 'vmStates' | 'taskStates'>
}

/** The state of the machine is said before what is under way. */
function wrongState(name: string, from: Allowed<ServerColumns>, server: Refused): Fault {
  const { id, vm_state, task_state } = server
  const isWrong = from.vm_state !== undefined && !from.vm_state.includes(vm_state)
  const [attribute, state] = isWrong ? ['vm_state', vm_state] : ['task_state', task_state]
  if (state === null) return inInvalidState(name, id)
  return conflict(`Cannot '${name}' instance ${id} while it is in ${attribute} ${state}`)
}

function inInvalidState(name: string, id: string): Fault {
  return conflict(`Instance ${id} is in an invalid state for '${name}'`)
}

/**
 * Whether it may begin, but for what the action itself checks.
 * @throws Fault 409 in the order of the real service: lock, host, state, launch
 */
export function refuseServerAction(
  action: ServerAction,
  server: Refused,
  { isAdmin }: { readonly isAdmin: boolean },
): void {
  if (action.heedsLock && server.locked_by !== null && !isAdmin) {
    throw action.lockedIs === 'locked'
      ? serverLocked(server.id)
      : inInvalidState(action.name, server.id)
  }
  if (action.needsHost && server.host === null) throw serverNotReady(server.id)
  if (!isAllowed(action.from, server as Refused & ServerColumns)) throw action.refusal(server)
  if (action.needsLaunch && server.launched_at === null)
    throw inInvalidState(action.name, server.id)
}
