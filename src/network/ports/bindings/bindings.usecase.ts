/**
 * A port is on one host, and may be bound on others, to which a server is about to move. Source:
 * openstack/neutron neutron/plugins/ml2/plugin.py (create_port_binding … delete_port_binding).
 */
import type { NetworkCall } from '../../operation.ts'
import { secondsNow } from '../../times.ts'
import { bound, checkProfile, statusOf, type Binding } from '../binding.ts'
import { portRows } from '../ports.store.ts'
import type { FoundPort } from '../ports.ts'
import { deleteBinding, insertBinding, otherBindings } from './bindings.store.ts'
import {
  activeBinding,
  asColumns,
  bindingActive,
  bindingExists,
  bindingNotFound,
  requireMovable,
  shownBinding,
  type BindingChanges,
  type PostedBinding,
  type ShownBinding,
} from './bindings.ts'

export interface BindingCall extends NetworkCall {
  readonly parent: FoundPort
}

/** @throws Fault 400 */
export async function bindingsOf({ tx, parent: port }: BindingCall): Promise<ShownBinding[]> {
  requireMovable(port)
  const others = await otherBindings(tx, port.id)
  return [
    shownBinding(activeBinding(port), 'ACTIVE'),
    ...others.map((one) => shownBinding(one, 'INACTIVE')),
  ]
}

/** @throws Fault 400, 409 PortBindingAlreadyExists */
export async function createBindings(
  call: BindingCall,
  posted: readonly PostedBinding[],
): Promise<ShownBinding[]> {
  const made: ShownBinding[] = []
  for (const { host, vnic_type: vnic, profile } of posted) {
    const { tx, parent: port } = call
    if ((await bindingsOf(call)).some((one) => one.host === host)) {
      throw bindingExists(host, port.id)
    }
    const wanted = { host_id: host, vnic_type: vnic, profile: profile ?? {} }
    checkProfile(wanted.profile)
    const binding = bound(port.device_owner, wanted)
    await insertBinding(tx, port.id, binding)
    made.push(shownBinding(binding, 'INACTIVE'))
  }
  return made
}

/** @throws Fault 400, 409 PortBindingAlreadyExists */
export async function updateBinding(
  call: BindingCall,
  now: ShownBinding,
  changes: BindingChanges,
): Promise<ShownBinding> {
  const { tx, parent: port } = call
  const host = changes.host ?? now.host
  const wanted = {
    host_id: host,
    vnic_type: changes.vnic_type ?? now.vnic_type,
    profile: (changes.profile === undefined ? now.profile : changes.profile) ?? {},
  }
  checkProfile(wanted.profile)
  if (host !== now.host && (await bindingsOf(call)).some((one) => one.host === host)) {
    throw bindingExists(host, port.id)
  }
  const binding = bound(port.device_owner, wanted)
  if (now.status === 'ACTIVE') {
    await move(call, binding)
    return shownBinding(binding, 'ACTIVE')
  }
  await deleteBinding(tx, port.id, now.host)
  await insertBinding(tx, port.id, binding)
  return shownBinding(binding, 'INACTIVE')
}

/** The port is there now, and where it was it is bound no longer. @throws Fault 409 */
export async function activateBinding(call: BindingCall, now: ShownBinding): Promise<ShownBinding> {
  const { tx, parent: port } = call
  if (now.status === 'ACTIVE') throw bindingActive(now.host, port.id)
  const others = await otherBindings(tx, port.id)
  const next = others.find((one) => one.host_id === now.host)
  if (next === undefined) throw bindingNotFound(now.host, port.id)
  const before = activeBinding(port)
  await deleteBinding(tx, port.id, now.host)
  if (before.host_id !== '') {
    await insertBinding(tx, port.id, { ...before, vif_type: 'unbound', vif_details: {} })
  }
  await move(call, next)
  return shownBinding(next, 'ACTIVE')
}

/** Where the active one is taken away, the port is bound nowhere. */
export async function removeBinding(call: BindingCall, now: ShownBinding): Promise<void> {
  if (now.status === 'INACTIVE') return deleteBinding(call.tx, call.parent.id, now.host)
  await move(call, bound(call.parent.device_owner, { ...activeBinding(call.parent), host_id: '' }))
}

async function move({ tx, env, parent: port }: BindingCall, binding: Binding): Promise<void> {
  const columns = { ...asColumns(binding), status: statusOf(binding) }
  await portRows.change(tx, port, columns, secondsNow(env.clock))
}
