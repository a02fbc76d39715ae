import { badPart } from '../../faults.ts'
import { conflict, notFound, type Fault } from '../../../kernel/faults.ts'
import type { Changes, Item, Posted } from '../../../kernel/attributes/table.ts'
import type { Binding } from '../binding.ts'
import type { Port } from '../ports.ts'
import type { BINDINGS } from './bindings.table.ts'

type Attributes = NonNullable<(typeof BINDINGS)['declared']>
export type ShownBinding = Item<Attributes>
export type PostedBinding = Posted<Attributes>
export type BindingChanges = Changes<Attributes>

export function bindingNotFound(host: string, portId: string): Fault {
  return notFound(`Binding for port ${portId} for host ${host} could not be found.`, {
    type: 'PortBindingNotFound',
  })
}

export function bindingExists(host: string, portId: string): Fault {
  return conflict(`Binding for port ${portId} on host ${host} already exists.`, {
    type: 'PortBindingAlreadyExists',
  })
}

export function bindingActive(host: string, portId: string): Fault {
  return conflict(`Binding for port ${portId} on host ${host} is already active.`, {
    type: 'PortBindingAlreadyActive',
  })
}

/** Only what moves from host to host is bound on several. @throws Fault 400 */
export function requireMovable({ id, device_owner: owner }: Port): void {
  if (owner.startsWith('compute:') || owner.startsWith('manila:')) return
  throw badPart(
    'port',
    `Invalid port ${id}. Operation only valid on compute and shared filesystem ports`,
  )
}

/** Which drivers bound it, only the port itself says. */
export function shownBinding(binding: Binding, status: 'ACTIVE' | 'INACTIVE'): ShownBinding {
  const { bound_drivers: _, ...details } = binding.vif_details
  return {
    host: binding.host_id,
    vif_type: binding.vif_type,
    vnic_type: binding.vnic_type as ShownBinding['vnic_type'],
    status,
    profile: binding.profile,
    vif_details: details,
  }
}

/** Where the port is. */
export function activeBinding(port: Port): Binding {
  return {
    host_id: port['binding:host_id'] ?? '',
    vnic_type: port['binding:vnic_type'],
    profile: port['binding:profile'] ?? {},
    vif_type: port['binding:vif_type'],
    vif_details: port['binding:vif_details'],
  }
}

/** A binding as columns of its port. */
export function asColumns(binding: Binding) {
  return {
    'binding:host_id': binding.host_id,
    'binding:vnic_type': binding.vnic_type as Port['binding:vnic_type'],
    'binding:profile': binding.profile,
    'binding:vif_type': binding.vif_type,
    'binding:vif_details': binding.vif_details,
  }
}
