/** Which security groups guard which ports. Rows of ports hold them too, for answers. */
import type { Tx } from '../../storage/database.ts'

/** The relation by which lists of ports find those of a group (`ListSource.members`). */
export const GROUPS_OF_PORTS = {
  table: 'port_security_groups',
  owner: 'port_id',
  ofRow: 'id',
  name: 'security_group_id',
}

/**
 * Puts groups in the place of those that a port has.
 * @param groupIds each once, of groups that stay until the unit ends (`groupsForPort`)
 */
export async function setGroupsOfPort(
  tx: Tx,
  portId: string,
  groupIds: readonly string[],
): Promise<void> {
  await tx.db.deleteFrom('port_security_groups').where('port_id', '=', portId).execute()
  if (groupIds.length === 0) return
  const rows = groupIds.map((id) => ({ port_id: portId, security_group_id: id }))
  await tx.db.insertInto('port_security_groups').values(rows).execute()
}

/** Does a port have the group? */
export async function isGroupInUse(tx: Tx, groupId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('port_security_groups')
    .select('port_id')
    .where('security_group_id', '=', groupId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
