import { subnetPoolDeleteError } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { deleteGrantsOf } from '../rbac/grants.store.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { subnetpoolRows, subnetsOfPool } from './subnetpools.store.ts'
import type { Pool } from './subnetpools.ts'

/**
 * Deletes a pool from which no subnet comes. Source: neutron/db/db_base_plugin_v2.py (delete_subnetpool).
 * @throws Fault SubnetPoolDeleteError
 */
export async function deleteSubnetpool({ tx }: NetworkCall, { id }: Pool): Promise<void> {
  if ((await subnetsOfPool(tx, id)).length > 0) {
    throw subnetPoolDeleteError('Subnet pool has existing allocations')
  }
  await deleteGrantsOf(tx, [id])
  await deleteTagsOf(tx, [id])
  await subnetpoolRows.remove(tx, [id])
}
