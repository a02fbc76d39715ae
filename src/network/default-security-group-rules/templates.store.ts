import type { Tx } from '../../storage/database.ts'

/** What new groups get for their first rules. @param isDefault of the group that each project has */
export function templatesFor(tx: Tx, isDefault: boolean) {
  return tx.db
    .selectFrom('default_security_group_rules')
    .select(['direction', 'ethertype', 'protocol', 'port_range_min', 'port_range_max'])
    .select(['remote_ip_prefix', 'remote_group_id', 'remote_address_group_id'])
    .where(isDefault ? 'used_in_default_sg' : 'used_in_non_default_sg', '=', 1)
    .orderBy('id')
    .execute()
}
