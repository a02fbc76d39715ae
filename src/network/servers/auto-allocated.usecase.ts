/**
 * The network of a server that wants one, whichever it is, where its project has none. Source:
 * openstack/nova nova/network/neutron.py (_can_auto_allocate_network, _auto_allocate_network).
 */
import {
  allocatedNetwork,
  checkRequirements,
} from '../auto-allocated-topology/topologies.usecase.ts'
import { unableToAutoAllocate } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { Fault } from '../../kernel/faults.ts'

/** @throws Fault 400 UnableToAutoAllocateNetwork */
export function requireAutoAllocation(call: NetworkCall, projectId: string): Promise<void> {
  return unableWhereRefused(projectId, () => checkRequirements(call))
}

/** @throws Fault 400 UnableToAutoAllocateNetwork */
export function autoAllocatedNetwork(call: NetworkCall, projectId: string): Promise<string> {
  return unableWhereRefused(projectId, () => allocatedNetwork(call, projectId))
}

async function unableWhereRefused<T>(projectId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Fault ? unableToAutoAllocate(projectId) : error
  }
}
