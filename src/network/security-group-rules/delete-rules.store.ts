import type { Tx } from '../../storage/database.ts'

/** Deletes the rules of a group, and those that name it. @returns the other groups that had some */
export async function deleteRulesNaming(tx: Tx, groupId: string): Promise<string[]> {
  const naming = await tx.db
    .deleteFrom('security_group_rules')
    .where((of) => {
      return of.or([of('remote_group_id', '=', groupId), of('security_group_id', '=', groupId)])
    })
    .returning('security_group_id')
    .execute()
  const groups = new Set(naming.map((rule) => rule.security_group_id))
  groups.delete(groupId)
  return [...groups].toSorted()
}
