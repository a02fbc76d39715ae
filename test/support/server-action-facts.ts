/**
 * In which states the real service lets actions on servers begin, as it was measured: every action
 * in every state that servers were brought into or written into. Written down apart from the tables
 * of the program, which are held against it.
 */
import type { TaskState, VmState } from '../../src/compute/servers/server-states.ts'

type Words<Word extends string> = readonly Word[] | 'any'

interface Fact {
  /** The body that begins it. */
  readonly body: object
  /** As refusals call it. */
  readonly name: string
  readonly vm: Words<VmState>
  readonly task: Words<TaskState | 'none'>
  /** The status where it begins. */
  readonly status: 200 | 202
  /** Those who are no administrators are kept from it by a lock; in which words. */
  readonly lock?: 'locked' | 'invalid' | 'none'
  /** `Instance … is not ready` without a host. */
  readonly needsHost?: true
}

const NOTHING = ['none'] as const

export const SERVER_ACTION_FACTS: Readonly<Record<string, Fact>> = {
  start: {
    body: { 'os-start': null },
    ...{ name: 'start', vm: ['stopped'], task: NOTHING, status: 202, needsHost: true },
  },
  stop: {
    body: { 'os-stop': null },
    ...{ name: 'stop', vm: ['active', 'error'], task: NOTHING, status: 202, needsHost: true },
  },
  pause: {
    body: { pause: null },
    ...{ name: 'pause', vm: ['active'], task: NOTHING, status: 202 },
  },
  unpause: {
    body: { unpause: null },
    ...{ name: 'unpause', vm: ['paused'], task: NOTHING, status: 202 },
  },
  suspend: {
    body: { suspend: null },
    ...{ name: 'suspend', vm: ['active'], task: NOTHING, status: 202 },
  },
  resume: {
    body: { resume: null },
    ...{ name: 'resume', vm: ['suspended'], task: NOTHING, status: 202 },
  },
  reboot: {
    body: { reboot: { type: 'SOFT' } },
    ...{ name: 'reboot', vm: ['active'], task: NOTHING, status: 202 },
  },
  rebootHard: {
    body: { reboot: { type: 'HARD' } },
    ...{ name: 'reboot', status: 202 },
    vm: ['active', 'stopped', 'paused', 'suspended', 'error'],
    task: [
      ...(['none', 'rebooting', 'reboot_pending', 'reboot_started', 'rebooting_hard'] as const),
      ...(['resuming', 'unpausing', 'pausing', 'suspending'] as const),
    ],
  },
  changePassword: {
    body: { changePassword: { adminPass: 'secret' } },
    ...{ name: 'changePassword', vm: ['active'], task: NOTHING, status: 202, lock: 'invalid' },
  },
  crash: {
    body: { trigger_crash_dump: null },
    ...{ name: 'trigger_crash_dump', status: 202, task: NOTHING, needsHost: true },
    vm: ['active', 'paused', 'rescued', 'resized', 'error'],
  },
  restore: {
    body: { restore: null },
    ...{ name: 'restore', vm: ['soft-delete'], task: NOTHING, status: 202, lock: 'invalid' },
  },
  forceDelete: {
    body: { forceDelete: null },
    ...{ name: 'delete', vm: 'any', task: 'any', status: 202 },
  },
  lock: {
    body: { lock: null },
    ...{ name: 'lock', vm: 'any', task: 'any', status: 202, lock: 'none' },
  },
  unlock: {
    body: { unlock: null },
    ...{ name: 'unlock', vm: 'any', task: 'any', status: 202, lock: 'none' },
  },
  resetState: {
    body: { 'os-resetState': { state: 'active' } },
    ...{ name: 'os-resetState', vm: 'any', task: 'any', status: 202, lock: 'none' },
  },
  console: {
    body: { 'os-getConsoleOutput': {} },
    ...{ name: 'os-getConsoleOutput', vm: 'any', task: 'any', status: 200, lock: 'none' },
    needsHost: true,
  },
}

/** What the real service answers, asked by an administrator, of a server that has a host. */
export function expectedAnswer(
  { name, vm, task, status }: Fact,
  id: string,
  states: { readonly vm: VmState; readonly task: TaskState | null },
): { status: number; message?: string } {
  const refused = (where: string) => ({
    status: 409,
    message: `Cannot '${name}' instance ${id} while it is in ${where}`,
  })
  if (vm !== 'any' && !vm.includes(states.vm)) return refused(`vm_state ${states.vm}`)
  if (task === 'any' || task.includes(states.task ?? 'none')) return { status }
  if (states.task !== null) return refused(`task_state ${states.task}`)
  return { status: 409, message: `Instance ${id} is in an invalid state for '${name}'` }
}
