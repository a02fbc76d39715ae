/**
 * The states of servers and the status that clients see of them.
 * Source: openstack/nova nova/compute/vm_states.py, nova/compute/task_states.py,
 * nova/compute/power_state.py, nova/api/openstack/common.py (_STATE_MAP).
 */

export const VM_STATES = [
  'active',
  'building',
  'paused',
  'suspended',
  'stopped',
  'rescued',
  'resized',
  'soft-delete',
  'deleted',
  'error',
  'shelved',
  'shelved_offloaded',
] as const
export type VmState = (typeof VM_STATES)[number]

export const TASK_STATES = [
  'scheduling',
  'block_device_mapping',
  'networking',
  'spawning',
  'image_snapshot',
  'image_snapshot_pending',
  'image_pending_upload',
  'image_uploading',
  'image_backup',
  'updating_password',
  'resize_prep',
  'resize_migrating',
  'resize_migrated',
  'resize_finish',
  'resize_reverting',
  'resize_confirming',
  'rebooting',
  'reboot_pending',
  'reboot_started',
  'rebooting_hard',
  'reboot_pending_hard',
  'reboot_started_hard',
  'pausing',
  'unpausing',
  'suspending',
  'resuming',
  'powering-off',
  'powering-on',
  'rescuing',
  'unrescuing',
  'rebuilding',
  'rebuild_block_device_mapping',
  'rebuild_spawning',
  'migrating',
  'deleting',
  'soft-deleting',
  'restoring',
  'shelving',
  'shelving_image_pending_upload',
  'shelving_image_uploading',
  'shelving_offloading',
  'unshelving',
] as const
export type TaskState = (typeof TASK_STATES)[number]

/** What the machine itself does, as drivers report it. */
export const POWER = {
  NONE: 0,
  RUNNING: 1,
  PAUSED: 3,
  SHUTDOWN: 4,
  CRASHED: 6,
  SUSPENDED: 7,
} as const
export type PowerState = (typeof POWER)[keyof typeof POWER]

/** The columns that say in which state a server is. */
export interface ServerStates {
  readonly vm_state: VmState
  readonly task_state: TaskState | null
}

interface Statuses {
  readonly status: string
  /** Other words while it does one of these. */
  readonly during?: Readonly<Partial<Record<TaskState, string>>>
}

const REBUILD = {
  rebuilding: 'REBUILD',
  rebuild_block_device_mapping: 'REBUILD',
  rebuild_spawning: 'REBUILD',
} as const

const RESIZE = {
  resize_prep: 'RESIZE',
  resize_migrating: 'RESIZE',
  resize_migrated: 'RESIZE',
  resize_finish: 'RESIZE',
} as const

const STATUSES: Readonly<Record<VmState, Statuses>> = {
  active: {
    status: 'ACTIVE',
    during: {
      ...REBUILD,
      ...RESIZE,
      rebooting: 'REBOOT',
      reboot_pending: 'REBOOT',
      reboot_started: 'REBOOT',
      rebooting_hard: 'HARD_REBOOT',
      reboot_pending_hard: 'HARD_REBOOT',
      reboot_started_hard: 'HARD_REBOOT',
      updating_password: 'PASSWORD',
      migrating: 'MIGRATING',
    },
  },
  building: { status: 'BUILD' },
  paused: { status: 'PAUSED', during: { migrating: 'MIGRATING' } },
  suspended: { status: 'SUSPENDED' },
  stopped: { status: 'SHUTOFF', during: { ...REBUILD, ...RESIZE } },
  rescued: { status: 'RESCUE' },
  resized: { status: 'VERIFY_RESIZE', during: { resize_reverting: 'REVERT_RESIZE' } },
  'soft-delete': { status: 'SOFT_DELETED' },
  deleted: { status: 'DELETED' },
  error: { status: 'ERROR', during: REBUILD },
  shelved: { status: 'SHELVED' },
  shelved_offloaded: { status: 'SHELVED_OFFLOADED' },
}

/** What clients see as `status`. */
export function statusOf({ vm_state: vmState, task_state: taskState }: ServerStates): string {
  const { status, during } = STATUSES[vmState]
  return (taskState !== null && during?.[taskState]) || status
}

/** What servers of these statuses are in, in whatever case they are written. */
export function statesOf(words: readonly string[]): {
  readonly vmStates: readonly VmState[]
  readonly taskStates: readonly TaskState[]
  /** One of the words is what a server is while it does nothing in particular. */
  readonly isDefault: boolean
} {
  const wanted = new Set(words.map((word) => word.toUpperCase()))
  const vmStates = new Set<VmState>()
  const taskStates = new Set<TaskState>()
  let isDefault = false
  for (const vmState of VM_STATES) {
    const { status, during = {} } = STATUSES[vmState]
    if (wanted.has(status)) {
      vmStates.add(vmState)
      isDefault = true
    }
    for (const [task, word] of Object.entries(during)) {
      if (!wanted.has(word)) continue
      vmStates.add(vmState)
      taskStates.add(task as TaskState)
    }
  }
  return { vmStates: [...vmStates], taskStates: [...taskStates], isDefault }
}
