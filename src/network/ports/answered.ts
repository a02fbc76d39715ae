/**
 * What the answer to a change of a port shows, which upstream has from before the transaction ends.
 * Source: openstack/neutron neutron/plugins/ml2/plugin.py (update_port, _bind_port_if_needed).
 */
import { isPlugged } from './binding.ts'
import type { PortRow } from './ports.store.ts'
import type { FoundPort } from './ports.ts'

/** Parts of the binding that clients set. */
const SET = ['binding:host_id', 'binding:vnic_type', 'binding:profile'] as const

/**
 * Only an answer that says how a port was bound names the driver. One that is bound nowhere, and of
 * which nothing else was changed, shows the revision before.
 */
export function answeredPort(now: FoundPort, changed: PortRow): PortRow {
  if (SET.every((name) => isSame(now[name], changed[name]))) return withoutDrivers(changed)
  if (isPlugged(changed['binding:vif_type']) || hasOtherChanges(now, changed)) return changed
  return { ...changed, revision_number: now.revision_number }
}

function withoutDrivers(port: PortRow): PortRow {
  const { bound_drivers: _, ...details } = port['binding:vif_details'] as Record<string, unknown>
  return { ...port, 'binding:vif_details': details }
}

/** The status follows the binding. */
function hasOtherChanges(now: FoundPort, changed: PortRow): boolean {
  return Object.entries(changed).some(([name, value]) => {
    if (name.startsWith('binding:')) return false
    if (['status', 'revision_number', 'updated_at'].includes(name)) return false
    return !isSame(now[name as keyof FoundPort], value)
  })
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
