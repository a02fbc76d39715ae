/**
 * Where ports are plugged in. There is a driver that binds each port wherever it is said to be, as that
 * of Open vSwitch does on hosts with its agent. Source: openstack/neutron
 * neutron/plugins/ml2/plugin.py (_process_port_binding, _bind_port_if_needed), neutron-lib
 * neutron_lib/api/definitions/portbindings.py.
 */
import { invalidInput } from '../faults.ts'

/** What is bound: a port on a host. */
export interface Binding {
  readonly host_id: string
  readonly vnic_type: string
  readonly profile: Readonly<Record<string, unknown>>
  readonly vif_type: string
  readonly vif_details: Readonly<Record<string, unknown>>
}

/** `VIF_UNPLUGGED_TYPES`. */
const UNPLUGGED: readonly string[] = ['unbound', 'binding_failed', 'distributed']

export function isPlugged(vifType: string): boolean {
  return !UNPLUGGED.includes(vifType)
}

/** Of a router that is on each host with something to route. */
const DISTRIBUTED_INTERFACE = 'network:router_interface_distributed'

/** What comes of it. */
export function bound(
  deviceOwner: string,
  wanted: Pick<Binding, 'host_id' | 'vnic_type' | 'profile'>,
): Binding {
  if (deviceOwner === DISTRIBUTED_INTERFACE) {
    return { ...wanted, host_id: '', vif_type: 'distributed', vif_details: {} }
  }
  if (wanted.host_id === '') return { ...wanted, vif_type: 'unbound', vif_details: {} }
  return {
    ...wanted,
    vif_type: 'ovs',
    vif_details: { port_filter: true, bound_drivers: { '0': 'openvswitch' } },
  }
}

/** A port is in use as soon as it is bound. */
export function statusOf({ vif_type: type }: Pick<Binding, 'vif_type'>): string {
  return isPlugged(type) ? 'ACTIVE' : 'DOWN'
}

/** Characters of a profile as JSON (`BINDING_PROFILE_LEN`). */
const PROFILE_MAX = 4095

/** @throws Fault 400 InvalidInput */
export function checkProfile(profile: Binding['profile']): void {
  if (JSON.stringify(profile).length > PROFILE_MAX) {
    throw invalidInput('binding:profile value too large')
  }
}
