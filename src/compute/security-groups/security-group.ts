/**
 * Security groups of Network, as Compute speaks of them: it knows rules for what comes in alone.
 * Source: openstack/nova nova/network/security_group_api.py.
 */
import { badRequest } from '../../kernel/faults.ts'
import { isUuidLike } from '../../kernel/formats.ts'
import type { ShownGroup, ShownRule } from '../../network/facade.ts'

/** Another group whose members a rule lets in. */
export interface Source {
  readonly name: string
  readonly tenant_id: string
}

/** What is let in by a rule: members of a group, or addresses. */
export interface IngressRule {
  readonly rule: ShownRule
  readonly source: Source | undefined
}

export interface GroupWithSources {
  readonly group: ShownGroup
  readonly rules: readonly IngressRule[]
}

/** What a rule without addresses lets in, of either family. */
export const EVERYWHERE = '0.0.0.0/0'

/** Of groups and rules alike. @throws 400 */
export function requireUuid(id: string): void {
  if (!isUuidLike(id)) throw badRequest('Security group id should be uuid')
}

/** First and last port, or type and code; the real service shows all of a protocol by numbers. */
export function portsOf({ protocol, port_range_min: from, port_range_max: to }: ShownRule): {
  from: number | null
  to: number | null
} {
  if (!protocol || from !== null || to !== null) return { from, to }
  return ['TCP', 'UDP'].includes(protocol.toUpperCase()) ? { from: 1, to: 65_535 } : ALL
}

const ALL = { from: -1, to: -1 }

/** By project and name. */
export function inOrder(groups: readonly GroupWithSources[]): GroupWithSources[] {
  return groups.toSorted(
    ({ group: a }, { group: b }) => compared(a.tenant_id, b.tenant_id) || compared(a.name, b.name),
  )
}

function compared(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
