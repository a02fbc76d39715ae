/**
 * Rules of trunks. Source: openstack/neutron neutron/services/trunk/rules.py, exceptions.py; neutron-lib
 * neutron_lib/plugins/utils.py (is_valid_vlan_tag).
 */
import type { Item, Posted } from '../../kernel/attributes/table.ts'
import { integerFrom } from '../../kernel/attributes/integers.ts'
import { subports, type SubPort } from '../../kernel/attributes/types.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { str } from '../../kernel/python.ts'
import { invalidInput, invalidRequest } from '../faults.ts'
import type { TRUNKS } from './trunks.table.ts'

type Attributes = NonNullable<(typeof TRUNKS)['declared']>
export type Trunk = Item<Attributes>
export type PostedTrunk = Posted<Attributes>

/** A port of a trunk, as answers show it. */
export interface TrunkSubPort {
  readonly port_id: string
  readonly segmentation_type: string
  readonly segmentation_id: number
}

export function trunkNotFound(id: string): Fault {
  return notFound(`Trunk ${id} could not be found.`, { type: 'TrunkNotFound' })
}

export function trunkPortInUse(portId: string): Fault {
  return conflict(`Port ${portId} is in use by another trunk.`, { type: 'TrunkPortInUse' })
}

export function parentPortInUse(portId: string): Fault {
  return conflict(
    `Port ${portId} is currently in use and is not eligible for use as a parent port.`,
    { type: 'ParentPortInUse' },
  )
}

export function trunkInUse(id: string): Fault {
  return conflict(`Trunk ${id} is currently in use.`, { type: 'TrunkInUse' })
}

export function portInUseAsTrunkParent(portId: string, trunkId: string): Fault {
  return conflict(`Port ${portId} is currently a parent port for trunk ${trunkId}.`, {
    type: 'PortInUseAsTrunkParent',
  })
}

export function portInUseAsSubPort(portId: string, trunkId: string): Fault {
  return conflict(`Port ${portId} is currently a subport for trunk ${trunkId}.`, {
    type: 'PortInUseAsSubPort',
  })
}

/** @param trunkPort the parent's id, which upstream calls the trunk's here */
export function subPortMtuGreater(
  port: { readonly id: string; readonly mtu: number },
  trunkPort: { readonly id: string; readonly mtu: number },
): Fault {
  return conflict(
    `MTU ${port.mtu} of subport ${port.id} cannot be greater than MTU ${trunkPort.mtu} of trunk ` +
      `${trunkPort.id}.`,
    { type: 'SubPortMtuGreaterThanTrunkPortMtu' },
  )
}

/** @throws Fault 409 TrunkDisabled */
export function requireEnabled({ id, admin_state_up: up }: Trunk): void {
  if (!up) throw conflict(`Trunk ${id} is currently disabled.`, { type: 'TrunkDisabled' })
}

/** What the body of an action names. @throws Fault 400 */
export function subPortsIn(body: unknown): readonly SubPort[] {
  const sent = isDict(body) ? body['sub_ports'] : undefined
  if (sent === undefined) {
    throw invalidRequest("Failed to parse request. Required attribute 'sub_ports' not specified")
  }
  const reason = subports().reason(sent)
  if (reason !== undefined) throw invalidInput(reason)
  return sent as readonly SubPort[]
}

const VLAN = 'vlan'
const MAX_VLAN = 4094

/** @throws Fault 400 InvalidInput */
export function segmentOf(sent: SubPort): Omit<TrunkSubPort, 'port_id'> {
  if (!Object.hasOwn(sent, 'segmentation_type') || !Object.hasOwn(sent, 'segmentation_id')) {
    throw invalidInput(
      `Invalid subport details '${str(sent)}': missing segmentation information. Must specify ` +
        'both segmentation_id and segmentation_type',
    )
  }
  const { segmentation_type: type, segmentation_id: id } = sent
  const number = integerFrom(id)
  if (number === undefined) {
    throw invalidInput(`Invalid subport details: segmentation_id '${str(id)}' is not an integer`)
  }
  if (type !== VLAN) throw invalidInput(`Unknown segmentation_type '${str(type)}'`)
  if (number < 1 || number > MAX_VLAN) {
    throw invalidInput(`Segmentation ID '${number}' is not in range`)
  }
  return { segmentation_type: VLAN, segmentation_id: number }
}

/** @throws Fault 409 DuplicateSubPort */
export function refuseRepeated(
  trunkId: string,
  there: readonly TrunkSubPort[],
  added: readonly TrunkSubPort[],
): void {
  const taken = new Set(there.map(placeOf))
  for (const one of added) {
    if (taken.has(placeOf(one))) {
      throw conflict(
        `segmentation_type ${one.segmentation_type} and segmentation_id ${one.segmentation_id} ` +
          `already in use on trunk ${trunkId}.`,
        { type: 'DuplicateSubPort' },
      )
    }
    taken.add(placeOf(one))
  }
}

function placeOf({ segmentation_type: type, segmentation_id: id }: TrunkSubPort): string {
  return `${type} ${id}`
}

/** The ids of those to be removed, as their rows have them. @throws Fault 404 SubPortNotFound */
export function requireThere(
  trunkId: string,
  there: readonly TrunkSubPort[],
  named: readonly SubPort[],
): string[] {
  const ids = new Set(there.map(({ port_id: id }) => id))
  return named.map(({ port_id: portId }) => {
    const id = portId.toLowerCase()
    // Each but once, though the type of the list sees to it where the case is the same.
    if (ids.delete(id)) return id
    throw notFound(`SubPort ${portId} on trunk ${trunkId} could not be found.`, {
      type: 'SubPortNotFound',
    })
  })
}
