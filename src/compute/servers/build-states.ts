/** How servers come into being, and go. Source: openstack/nova nova/compute/manager.py. */
import type { Course } from '../../kernel/state-table.ts'
import { serverAction, type ServerColumns } from './server-actions.ts'
import { POWER } from './server-states.ts'

/** The way of a new server; it has no state before. */
export const BUILD = {
  at: { vm_state: 'building', task_state: 'spawning', power_state: POWER.NONE },
  job: 'server.build',
  done: { vm_state: 'active', task_state: null, power_state: POWER.RUNNING },
  failed: { vm_state: 'error', task_state: null, power_state: POWER.NONE },
} as const satisfies Course<ServerColumns>

/** What a new server is at first, and while it waits for volumes that are made for it. */
export const BUILDING = {
  asked: { ...BUILD.at, task_state: 'scheduling' },
  waitsForVolumes: { ...BUILD.at, task_state: 'block_device_mapping' },
} as const

/** In any state, whatever is under way; a lock keeps members from it. */
export const DELETION = serverAction({
  name: 'delete',
  taskStates: 'any',
  needsLaunch: false,
  at: { task_state: 'deleting' },
  job: 'server.delete',
  done: 'gone',
  failed: { vm_state: 'error', task_state: null },
})
