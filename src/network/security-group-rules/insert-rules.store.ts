import { cidrText, parseCidr } from '../../kernel/ip/cidr.ts'
import type { Tx } from '../../storage/database.ts'

/** What a rule lets through, and where it stands for what. */
export interface NewRule {
  readonly id: string
  readonly direction: string
  readonly ethertype: string
  readonly protocol: string | null
  readonly port_range_min: number | null
  readonly port_range_max: number | null
  readonly remote_ip_prefix: string | null
  readonly remote_group_id: string | null
  readonly remote_address_group_id: string | null
  readonly description: string | null
  /** The group's owner where left out. */
  readonly project_id?: string
}

interface Group {
  readonly id: string
  readonly project_id: string
  readonly default_of: string | null
}

/** Adds rules to a group. @param at when, as answers show it */
export async function insertRules(
  tx: Tx,
  group: Group,
  rules: readonly NewRule[],
  at: string,
): Promise<void> {
  if (rules.length === 0) return
  const rows = rules.map((rule) => ({
    id: rule.id,
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: rule.protocol,
    port_range_min: rule.port_range_min,
    port_range_max: rule.port_range_max,
    remote_ip_prefix: rule.remote_ip_prefix,
    remote_group_id: rule.remote_group_id,
    remote_address_group_id: rule.remote_address_group_id,
    description: rule.description,
    project_id: rule.project_id ?? group.project_id,
    security_group_id: group.id,
    group_project_id: group.project_id,
    belongs_to_default_sg: group.default_of === null ? 0 : 1,
    normalized_cidr: normalized(rule.remote_ip_prefix),
    ...{ revision_number: 0, created_at: at, updated_at: at },
  }))
  await tx.db.insertInto('security_group_rules').values(rows).execute()
}

/** Without host bits. */
function normalized(prefix: string | null): string | null {
  const cidr = prefix === null ? undefined : parseCidr(prefix)
  return cidr === undefined ? null : cidrText(cidr)
}
