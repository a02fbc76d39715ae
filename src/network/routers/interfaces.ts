/**
 * What a router is put on, as it is asked for. Source: openstack/neutron neutron/db/l3_db.py
 * (_validate_interface_info, _make_router_interface_info).
 */
import { isUuidLike } from '../../kernel/formats.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { str } from '../../kernel/python.ts'
import { badRouter } from '../faults.ts'

export interface AskedInterface {
  readonly portId: string | undefined
  readonly subnetId: string | undefined
}

/** An interface as answers show it. */
export interface Interface {
  readonly id: string
  readonly project_id: string
  readonly port_id: string
  readonly network_id: string
  readonly subnet_id: string
  readonly subnet_ids: readonly string[]
}

/** @throws Fault 400 */
export function askedInterface(body: unknown): AskedInterface {
  const sent = isDict(body) ? body : {}
  const asked = { portId: idIn(sent, 'port_id'), subnetId: idIn(sent, 'subnet_id') }
  if (asked.portId === undefined && asked.subnetId === undefined) {
    throw badRouter('Either subnet_id or port_id must be specified')
  }
  return asked
}

function idIn(sent: Readonly<Record<string, unknown>>, key: string): string | undefined {
  if (!Object.hasOwn(sent, key)) return undefined
  const id = sent[key]
  if (typeof id === 'string' && isUuidLike(id)) return id
  throw badRouter(`'${str(id)}' is not a valid UUID`)
}

interface PortOfInterface {
  readonly id: string
  readonly project_id: string
  readonly network_id: string
}

/**
 * @param subnetIds those that the router came to, or went from
 * @param subnetId the one that clients see who know of one only
 */
export function shownInterface(
  routerId: string,
  port: PortOfInterface,
  subnetIds: readonly string[],
  subnetId: string,
): Interface {
  return {
    id: routerId,
    project_id: port.project_id,
    port_id: port.id,
    network_id: port.network_id,
    subnet_id: subnetId,
    subnet_ids: subnetIds,
  }
}
