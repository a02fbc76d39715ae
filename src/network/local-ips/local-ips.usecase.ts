/** What is done with local IPs. Source: openstack/neutron neutron/db/local_ip_db.py. */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { parseAddress } from '../../kernel/ip/address.ts'
import { LOCAL_IP } from '../device-owners.ts'
import {
  associationExists,
  localIpInUse,
  noSubnetOfLocalIp,
  portHasNoIp,
  portHasNotIp,
  portHasSeveralIps,
  portMissing,
  portOrNetworkRequired,
} from '../faults/local-ips.ts'
import { networkRows } from '../networks/networks.store.ts'
import { networkNotFound } from '../networks/networks.ts'
import { networksSeenBy } from '../networks/seen-networks.ts'
import type { NetworkCall } from '../operation.ts'
import { removePorts } from '../ports/delete-port.usecase.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { makePorts } from '../ports/make-ports.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { subnetsOf } from '../subnets/of-network.store.ts'
import { secondsNow } from '../times.ts'
import {
  associationsOf,
  insertAssociation,
  localIpRows,
  type LocalIpRow,
} from './local-ips.store.ts'
import type { AssociationAttributes, LocalIpAttributes } from './local-ips.table.ts'

type LocalIp = Item<LocalIpAttributes>
type PostedLocalIp = Posted<LocalIpAttributes>
type Association = Item<AssociationAttributes>

/** @throws Fault 400, 404, 409 */
export async function createLocalIps(
  call: NetworkCall,
  posted: readonly PostedLocalIp[],
): Promise<LocalIp[]> {
  const made: LocalIp[] = []
  for (const one of posted) made.push(await createLocalIp(call, one))
  return made
}

async function createLocalIp(call: NetworkCall, posted: PostedLocalIp): Promise<LocalIp> {
  const { tx, env } = call
  const id = env.ids.uuid()
  const at = secondsNow(env.clock)
  const { port, address } = await addressOf(call, id, posted, at)
  const row: LocalIpRow = {
    ...{ ...posted, id, local_port_id: port.id, network_id: port.network_id },
    ...{ local_ip_address: address, created_at: at, updated_at: at, revision_number: 0 },
  }
  await localIpRows.insert(tx, [row])
  return row
}

/** A port that is named comes before a network; the network is then not looked at. */
async function addressOf(call: NetworkCall, id: string, posted: PostedLocalIp, at: string) {
  const { local_port_id: portId, network_id: networkId, local_ip_address: asked } = posted
  if (portId !== undefined) {
    const port = await portRows.find(call.tx, portId, visiblePorts(call.ctx), 'stay')
    if (port === undefined) throw portMissing('local_ip', portId)
    return { port, address: chosenAddress(port, asked ?? undefined) }
  }
  if (networkId === undefined) throw portOrNetworkRequired()
  const port = await makeOwnPort(call, id, posted, networkId)
  // It is told afterwards whose it is.
  await portRows.touch(call.tx, [port.id], at)
  const addresses = port.fixed_ips.map((ip) => ip.ip_address!)
  return { port, address: addresses.find(isVersion4) ?? addresses[0]! }
}

/** A port that holds the address. @throws Fault 404 NetworkNotFound; 400, 409 as of any port */
async function makeOwnPort(
  call: NetworkCall,
  id: string,
  { project_id, local_ip_address: asked }: PostedLocalIp,
  networkId: string,
): Promise<PortRow> {
  const { tx, ctx } = call
  const network = await networkRows.find(tx, networkId, networksSeenBy(ctx), 'stay')
  if (network === undefined) throw networkNotFound(networkId)
  const subnets = (await subnetsOf(tx, [network.id])).get(network.id) ?? []
  if (!subnets.some((one) => one.ip_version === 4)) throw noSubnetOfLocalIp(networkId)
  const [port] = await makePorts(call, [
    {
      ...{ network_id: network.id, project_id, device_id: id, device_owner: LOCAL_IP },
      ...{ status: 'N/A', ...(asked && { fixed_ips: [{ ip_address: asked }] }) },
    },
  ])
  return port!
}

function isVersion4(text: string): boolean {
  return parseAddress(text)?.version === 4
}

/** @throws Fault 400 where the port has not the one that is asked for, or several to choose from */
function chosenAddress({ id, fixed_ips: ips }: PortRow, asked: string | undefined): string {
  const addresses = ips.map((ip) => ip.ip_address!)
  if (addresses.length === 0) throw portHasNoIp(id)
  if (asked !== undefined) {
    if (addresses.includes(asked)) return asked
    throw portHasNotIp(id, asked)
  }
  if (addresses.length > 1) throw portHasSeveralIps(id)
  return addresses[0]!
}

export async function updateLocalIp(
  { tx, env }: NetworkCall,
  now: LocalIp,
  changes: Changes<LocalIpAttributes>,
): Promise<LocalIp> {
  return localIpRows.change(tx, now, changes, secondsNow(env.clock))
}

/** A port that was made for it goes with it. @throws Fault 409 LocalIPInUse, ServicePortInUse */
export async function deleteLocalIp(call: NetworkCall, now: LocalIp): Promise<void> {
  const { tx } = call
  if ((await associationsOf(tx, now.id)).length > 0) throw localIpInUse(now.id)
  await localIpRows.remove(tx, [now.id])
  const port = await portRows.find(tx, now.local_port_id)
  if (port?.device_owner === LOCAL_IP) await removePorts(call, [port.id])
}

export async function shownAssociations(
  { tx }: Pick<NetworkCall, 'tx'>,
  localIp: LocalIpRow,
): Promise<Association[]> {
  return (await associationsOf(tx, localIp.id)).map((row) => ({
    ...{ ...row, local_ip_address: localIp.local_ip_address!, project_id: localIp.project_id },
  }))
}

/** @throws Fault 400 where the port has not the address; 409 where it is associated already */
export async function createAssociations(
  call: NetworkCall & { readonly parent: LocalIpRow },
  posted: readonly Posted<AssociationAttributes>[],
): Promise<Association[]> {
  const { tx, ctx, parent } = call
  const made: Association[] = []
  for (const { fixed_port_id: portId, fixed_ip: asked } of posted) {
    const port = await portRows.find(tx, portId, visiblePorts(ctx), 'stay')
    if (port === undefined) throw portMissing('local_ip_port_association', portId)
    const ids = { local_ip_id: parent.id, fixed_port_id: port.id }
    const row = { ...ids, fixed_ip: chosenAddress(port, asked ?? undefined) }
    if (!(await insertAssociation(tx, row))) throw associationExists(parent.id, port.id)
    const own = { local_ip_address: parent.local_ip_address!, project_id: parent.project_id }
    made.push({ ...row, ...own, host: port['binding:host_id'] ?? '' })
  }
  return made
}
