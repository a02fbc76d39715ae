/**
 * What RBAC policies may be about. Source: openstack/neutron neutron/db/rbac_db_models.py (ACTIONS of each
 * type), `get_bound_project_ids` of neutron/objects/.
 */
import type { NetworkTables } from '../storage/tables.ts'
import { ACCESS_EXTERNAL, ACCESS_SHARED, type Access } from './grants.ts'

/** Rows by whose projects something of another project is used. */
export interface UsedBy {
  readonly table: keyof NetworkTables
  /** Names what is used. */
  readonly column: string
  /** Whose rows name a row of the other table by this column, which has the project. */
  readonly through?: { readonly table: keyof NetworkTables; readonly column: string }
}

export interface Shareable {
  /** As policies name it. */
  readonly type: string
  readonly table: keyof NetworkTables
  readonly actions: readonly Access[]
  readonly usedBy: readonly UsedBy[]
  /** To share it is a revision of it; false unless told. */
  readonly isRevised?: boolean
}

/** A line for each type. */
export const SHAREABLE: readonly Shareable[] = [
  {
    type: 'network',
    table: 'networks',
    actions: [ACCESS_SHARED, ACCESS_EXTERNAL],
    usedBy: [{ table: 'ports', column: 'network_id' }],
    isRevised: true,
  },
  {
    type: 'security_group',
    table: 'security_groups',
    actions: [ACCESS_SHARED],
    usedBy: [
      {
        ...{ table: 'port_security_groups', column: 'security_group_id' },
        through: { table: 'ports', column: 'port_id' },
      },
    ],
  },
  {
    type: 'subnetpool',
    table: 'subnetpools',
    actions: [ACCESS_SHARED],
    usedBy: [{ table: 'subnets', column: 'subnetpool_id' }],
  },
  {
    type: 'address_scope',
    table: 'address_scopes',
    actions: [ACCESS_SHARED],
    usedBy: [{ table: 'subnetpools', column: 'address_scope_id' }],
  },
  {
    type: 'address_group',
    table: 'address_groups',
    actions: [ACCESS_SHARED],
    usedBy: [{ table: 'security_group_rules', column: 'remote_address_group_id' }],
  },
  {
    type: 'qos_policy',
    table: 'qos_policies',
    actions: [ACCESS_SHARED],
    usedBy: [
      { table: 'networks', column: 'qos_policy_id' },
      { table: 'ports', column: 'qos_policy_id' },
      { table: 'floatingips', column: 'qos_policy_id' },
      { table: 'routers', column: 'qos_policy_id' },
    ],
  },
]

/** @param type in whatever case; undefined where nothing of the kind can be shared */
export function shareableOf(type: string): Shareable | undefined {
  const wanted = type.trim().toLowerCase()
  return SHAREABLE.find((one) => one.type === wanted)
}
