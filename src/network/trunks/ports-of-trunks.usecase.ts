/** What trunks want of ports. Source: openstack/neutron neutron/services/trunk/rules.py. */
import type { NetworkCall } from '../operation.ts'
import { trunksOfPorts } from './trunks.store.ts'
import { portInUseAsSubPort, portInUseAsTrunkParent } from './trunks.ts'

/** Nobody deletes a port that a trunk has, the cloud neither. @throws Fault 409 */
async function refuse({ tx }: NetworkCall, portIds: readonly string[]): Promise<void> {
  const [first] = await trunksOfPorts(tx, portIds)
  if (first === undefined) return
  const refusal = first.isParent ? portInUseAsTrunkParent : portInUseAsSubPort
  throw refusal(first.portId, first.trunkId)
}

export const useByTrunks = {
  refuseDeletion: (call: NetworkCall, { id }: { readonly id: string }) => refuse(call, [id]),
  release: refuse,
}
