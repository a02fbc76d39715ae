/** Metadata of servers. Source: openstack/nova nova/compute/api.py (update_instance_metadata). */
import { notFound } from '../../kernel/faults.ts'
import { serverAction } from '../servers/server-actions.ts'
import type { VmState } from '../servers/server-states.ts'

const SETTLED: readonly VmState[] = ['active', 'paused', 'suspended', 'stopped']

export const UPDATE = serverAction({
  name: 'update metadata',
  vmStates: SETTLED,
  taskStates: 'any',
})
export const DELETE = serverAction({
  name: 'delete metadata',
  vmStates: SETTLED,
  taskStates: 'any',
})

export type Metadata = Readonly<Record<string, string>>

/** @throws 404 where there is no such item */
export function itemOf(metadata: Metadata, key: string): string {
  if (!Object.hasOwn(metadata, key)) throw notFound('Metadata item was not found')
  return metadata[key]!
}
