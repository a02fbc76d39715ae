/**
 * In which states volumes are attached and detached: a part of the state table of servers
 * (docs/adr/0019). Source: openstack/nova nova/compute/api.py (attach_volume, detach_volume,
 * swap_volume).
 */
import { conflict, type Fault } from '../../kernel/faults.ts'
import { serverAction } from '../servers/server-actions.ts'
import type { VmState } from '../servers/server-states.ts'
import type { Server } from '../servers/server.ts'

const VM_STATES = [
  ...(['active', 'paused', 'stopped', 'resized', 'soft-delete'] as const),
  ...(['shelved', 'shelved_offloaded'] as const),
] as const satisfies readonly VmState[]

export const ATTACH = serverAction({
  name: 'attach_volume',
  vmStates: VM_STATES,
  job: 'server.attach_volume',
})

export const DETACH = serverAction({
  name: 'detach_volume',
  vmStates: VM_STATES,
  job: 'server.detach_volume',
})

export const SWAP = serverAction({
  name: 'swap_volume',
  vmStates: ['active', 'paused', 'resized'],
})

/** The parts of them that the host does, as they are recorded. */
export const EVENTS = {
  attach: 'compute_attach_volume',
  detach: 'compute_detach_volume',
  swap: 'compute_swap_volume',
  /** Of a server that is on no host. */
  attachLocally: 'api_attach_volume',
  detachLocally: 'api_detach_volume',
} as const

/** Before 2.20 servers that were shelved had the volumes that they had. */
export function notWhileShelved(name: string, { id, vm_state: state }: Server): Fault {
  return conflict(`Cannot '${name}' instance ${id} while it is in vm_state ${state}`)
}

export function isShelved({ vm_state: state }: Pick<Server, 'vm_state'>): boolean {
  return state === 'shelved' || state === 'shelved_offloaded'
}
