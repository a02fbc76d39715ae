/**
 * Which ports can be of a trunk. Source: openstack/neutron neutron/services/trunk/rules.py
 * (TrunkPortValidator, SubPortsValidator).
 */
import type { SubPort } from '../../kernel/attributes/types.ts'
import { networkRows } from '../networks/networks.store.ts'
import type { NetworkCall } from '../operation.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { portInUse, portNotFound } from '../ports/ports.ts'
import { segmentsOf } from '../segments/segments.store.ts'
import { trunksOfPorts } from './trunks.store.ts'
import {
  parentPortInUse,
  segmentOf,
  subPortMtuGreater,
  trunkPortInUse,
  type TrunkSubPort,
} from './trunks.ts'

/** A port that is bound is in use; so there is no trunk whose parent is plugged in when it is made. */
export function isBound(port: Pick<PortRow, 'binding:host_id'>): boolean {
  return (port['binding:host_id'] ?? '') !== ''
}

/**
 * May it be the parent of a new trunk? Returns its id as its row has it.
 * @throws Fault 404 PortNotFound, 409 TrunkPortInUse, ParentPortInUse
 */
export async function requireParent(call: NetworkCall, portId: string): Promise<string> {
  await refuseUsed(call, portId)
  const port = await requirePort(call, portId)
  if (isBound(port)) throw parentPortInUse(portId)
  return port.id
}

/**
 * May a trunk with this parent carry them, and on which segments? Callers lock the ports before.
 * @throws Fault 400 InvalidInput, 404 PortNotFound, 409
 */
export async function checkedSubPorts(
  call: NetworkCall,
  parentId: string,
  sent: readonly SubPort[],
): Promise<TrunkSubPort[]> {
  if (sent.length === 0) return []
  const ports = await portsAmong(call, [parentId, ...sent.map((one) => one.port_id)])
  const networks = await networksOf(call, [...ports.values()])
  const mtuOf = (id: string) => networks.get(ports.get(id)?.network_id ?? '')?.mtu
  const trunkMtu = mtuOf(parentId)
  const checked: TrunkSubPort[] = []
  for (const one of sent) {
    const id = one.port_id.toLowerCase()
    if (id === parentId) throw parentPortInUse(one.port_id)
    const mtu = mtuOf(id)
    if (mtu !== undefined && trunkMtu !== undefined && mtu > trunkMtu) {
      throw subPortMtuGreater({ id: one.port_id, mtu }, { id: parentId, mtu: trunkMtu })
    }
    const network = networks.get(ports.get(id)?.network_id ?? '')
    const segment = segmentOf(
      one.segmentation_type === 'inherit' && network
        ? { port_id: one.port_id, ...network.segment }
        : one,
    )
    await refuseUsed(call, one.port_id)
    // The type of the list takes two cases of one id for two.
    if (checked.some((before) => before.port_id === id)) throw trunkPortInUse(one.port_id)
    const port = ports.get(id)
    if (port === undefined) throw portNotFound(one.port_id)
    if (port.device_id !== '') throw portInUse(port)
    checked.push({ port_id: id, ...segment })
  }
  return checked
}

/** @throws Fault 409 TrunkPortInUse, ParentPortInUse */
async function refuseUsed({ tx }: NetworkCall, portId: string): Promise<void> {
  const [used] = await trunksOfPorts(tx, [portId.toLowerCase()])
  if (used) throw used.isParent ? parentPortInUse(portId) : trunkPortInUse(portId)
}

/** @throws Fault 404 PortNotFound */
async function requirePort(call: NetworkCall, portId: string): Promise<PortRow> {
  const port = (await portsAmong(call, [portId])).get(portId.toLowerCase())
  if (port === undefined) throw portNotFound(portId)
  return port
}

/** Those that the caller can see, by their ids. */
async function portsAmong(
  { tx, ctx }: NetworkCall,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PortRow>> {
  const found = new Map<string, PortRow>()
  for (const id of new Set(ids)) {
    const port = await portRows.find(tx, id, visiblePorts(ctx))
    if (port) found.set(port.id, port)
  }
  return found
}

/** The networks of ports, whoever may see them: how much they carry, and on which segment. */
async function networksOf({ tx }: NetworkCall, ports: readonly PortRow[]) {
  const ids = [...new Set(ports.map((port) => port.network_id))]
  const segments = await segmentsOf(tx, ids)
  const rows = await networkRows.having(tx, 'id', ids)
  return new Map(
    rows.map(({ id, mtu }) => [id, { mtu, segment: inherited(segments.get(id) ?? []) }] as const),
  )
}

/** A network of several segments has none that a port could inherit. */
function inherited(
  segments: readonly { readonly network_type: string; readonly segmentation_id: number | null }[],
): Pick<SubPort, 'segmentation_type' | 'segmentation_id'> {
  const [segment, another] = segments
  if (segment === undefined || another !== undefined) return {}
  return { segmentation_id: segment.segmentation_id, segmentation_type: segment.network_type }
}
