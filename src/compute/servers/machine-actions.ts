/**
 * What is done to the machine of a server and leaves it where it is: the state table
 * (docs/adr/0019). Source: openstack/nova nova/compute/api.py (the decorators of each action),
 * nova/compute/manager.py (what they end in, names of events).
 */
import type { MachineWork } from '../../drivers/hypervisor/interface.ts'
import { serverAction, type ServerAction } from './server-actions.ts'
import type { TaskState } from './server-states.ts'

const START = serverAction({
  name: 'start',
  event: 'compute_start_instance',
  ports: 'plugged',
  vmStates: ['stopped'],
  needsHost: true,
  at: { task_state: 'powering-on' },
  job: 'server.start',
  done: { vm_state: 'active', task_state: null },
  failed: { task_state: null },
})

const STOP = serverAction({
  name: 'stop',
  event: 'compute_stop_instance',
  ports: 'unplugged',
  vmStates: ['active', 'error'],
  needsHost: true,
  at: { task_state: 'powering-off' },
  job: 'server.stop',
  done: { vm_state: 'stopped', task_state: null },
  failed: { task_state: null },
})

const REBOOT = serverAction({
  name: 'reboot',
  event: 'compute_reboot_instance',
  vmStates: ['active'],
  at: { task_state: 'rebooting' },
  job: 'server.reboot',
  done: { vm_state: 'active', task_state: null },
  failed: { task_state: null },
})

/** A machine that hangs in one of these is booted all the same: `ALLOW_REBOOT` of task_states.py. */
const BOOTABLE: readonly (TaskState | null)[] = [
  null,
  'rebooting',
  'reboot_pending',
  'reboot_started',
  'rebooting_hard',
  'resuming',
  'unpausing',
  'pausing',
  'suspending',
]

const REBOOT_HARD = serverAction({
  name: 'reboot',
  event: 'compute_reboot_instance',
  ports: 'plugged',
  vmStates: ['active', 'stopped', 'paused', 'suspended', 'error'],
  taskStates: BOOTABLE,
  at: { task_state: 'rebooting_hard' },
  job: 'server.reboot_hard',
  done: { vm_state: 'active', task_state: null },
  // Nobody knows what is left of the machine.
  failed: { vm_state: 'error', task_state: null },
})

const PAUSE = serverAction({
  name: 'pause',
  event: 'compute_pause_instance',
  vmStates: ['active'],
  at: { task_state: 'pausing' },
  job: 'server.pause',
  done: { vm_state: 'paused', task_state: null },
  failed: { task_state: null },
})

const UNPAUSE = serverAction({
  name: 'unpause',
  event: 'compute_unpause_instance',
  vmStates: ['paused'],
  at: { task_state: 'unpausing' },
  job: 'server.unpause',
  done: { vm_state: 'active', task_state: null },
  failed: { task_state: null },
})

const SUSPEND = serverAction({
  name: 'suspend',
  event: 'compute_suspend_instance',
  ports: 'unplugged',
  vmStates: ['active'],
  at: { task_state: 'suspending' },
  job: 'server.suspend',
  done: { vm_state: 'suspended', task_state: null },
  failed: { task_state: null },
})

const RESUME = serverAction({
  name: 'resume',
  event: 'compute_resume_instance',
  ports: 'plugged',
  vmStates: ['suspended'],
  at: { task_state: 'resuming' },
  job: 'server.resume',
  done: { vm_state: 'active', task_state: null },
  failed: { task_state: null },
})

const CHANGE_PASSWORD = serverAction({
  name: 'changePassword',
  event: 'compute_set_admin_password',
  lockedIs: 'wrong state',
  vmStates: ['active'],
  at: { task_state: 'updating_password' },
  job: 'server.change_password',
  done: { task_state: null },
  failed: { task_state: null },
})

/** What a crash does to the machine is up to its guest, so its state is left alone. */
const CRASH = serverAction({
  name: 'trigger_crash_dump',
  event: 'compute_trigger_crash_dump',
  vmStates: ['active', 'paused', 'rescued', 'resized', 'error'],
  needsHost: true,
  job: 'server.crash',
})

export interface MachineAction extends ServerAction {
  /** The kind of the job that does it. */
  readonly job: string
  /** What the hypervisor does for it. */
  readonly work: MachineWork
  /** The part that the host does, as it is recorded. */
  readonly event: string
  /** What becomes of the ports: they are of use while the machine runs. */
  readonly ports?: 'plugged' | 'unplugged'
}

const SOFT_DELETION = serverAction({
  name: 'delete',
  event: 'compute_soft_delete_instance',
  ports: 'unplugged',
  taskStates: 'any',
  at: { task_state: 'soft-deleting' },
  job: 'server.soft_delete',
  done: { vm_state: 'soft-delete', task_state: null },
  failed: { task_state: null },
})

const RESTORE = serverAction({
  name: 'restore',
  event: 'compute_restore_instance',
  ports: 'plugged',
  lockedIs: 'wrong state',
  vmStates: ['soft-delete'],
  at: { task_state: 'restoring' },
  job: 'server.restore',
  done: { vm_state: 'active', task_state: null },
  failed: { task_state: null },
})

const ACTIONS = {
  start: { ...START, work: 'start' },
  stop: { ...STOP, work: 'stop' },
  reboot: { ...REBOOT, work: 'reboot' },
  rebootHard: { ...REBOOT_HARD, work: 'rebootHard' },
  pause: { ...PAUSE, work: 'pause' },
  unpause: { ...UNPAUSE, work: 'unpause' },
  suspend: { ...SUSPEND, work: 'suspend' },
  resume: { ...RESUME, work: 'resume' },
  changePassword: { ...CHANGE_PASSWORD, work: 'changePassword' },
  crash: { ...CRASH, work: 'crash' },
  softDelete: { ...SOFT_DELETION, work: 'stop' },
  restore: { ...RESTORE, work: 'start' },
} satisfies Record<string, MachineAction>

export type MachineActionName = keyof typeof ACTIONS
export const MACHINE_ACTIONS: Readonly<Record<MachineActionName, MachineAction>> = ACTIONS
