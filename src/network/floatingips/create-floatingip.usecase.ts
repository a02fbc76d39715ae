/** Makes floating IPs. Source: openstack/neutron neutron/db/l3_db.py (_create_floatingip). */
import { parseAddress } from '../../kernel/ip/address.ts'
import { FLOATING_IP } from '../device-owners.ts'
import { externalAddressExhausted } from '../faults.ts'
import { networkRows } from '../networks/networks.store.ts'
import { networkNotFound } from '../networks/networks.ts'
import { networksSeenBy } from '../networks/seen-networks.ts'
import type { NetworkCall } from '../operation.ts'
import { makePorts } from '../ports/make-ports.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { requireQosPolicy } from '../qos/required.usecase.ts'
import { subnetsOf } from '../subnets/of-network.store.ts'
import { secondsNow } from '../times.ts'
import { associationOf } from './associate.usecase.ts'
import { completedFloatingIp } from './completed-floatingips.usecase.ts'
import { refuseForwardedPort } from './forwarded-ports.usecase.ts'
import { badFloatingIp, type FloatingIp, type PostedFloatingIp } from './floatingips.ts'
import { floatingIpRows } from './floatingips.store.ts'

/** @throws Fault 400, 404, 409 */
export async function createFloatingIp(
  call: NetworkCall,
  posted: PostedFloatingIp,
): Promise<FloatingIp> {
  const { tx, env } = call
  await takeQuotas(call, 'floatingip', [posted])
  await refuseForwardedPort(call, posted.port_id)
  await requireQosPolicy(call, posted.qos_policy_id)
  const id = env.ids.uuid()
  const network = await externalNetwork(call, posted.floating_network_id)
  const port = await makeOwnPort(call, id, network, posted)
  const address = port.fixed_ips.find((one) => parseAddress(one.ip_address!)?.version === 4)
  if (address === undefined) throw externalAddressExhausted(network)
  const own = {
    id,
    project_id: posted.project_id,
    floating_network_id: network,
    floating_ip_address: address.ip_address!,
    ...{ port_id: null, fixed_ip_address: null, router_id: null },
  }
  const association = await associationOf(call, own, posted)
  const at = secondsNow(env.clock)
  const row = {
    ...own,
    ...association,
    floating_port_id: port.id,
    status: 'DOWN',
    description: posted.description,
    qos_policy_id: posted.qos_policy_id,
    tags: [],
    ...{ created_at: at, updated_at: at, revision_number: 0 },
  }
  await floatingIpRows.insert(tx, [row])
  // Upstream makes the port first, and then says whose it is.
  await portRows.touch(tx, [port.id], at)
  return completedFloatingIp(tx, row)
}

/** @throws Fault 404, 400 */
async function externalNetwork({ tx, ctx }: NetworkCall, id: string): Promise<string> {
  const network = await networkRows.find(tx, id, networksSeenBy(ctx), 'stay')
  if (network === undefined) throw networkNotFound(id)
  if (!network['router:external']) {
    throw badFloatingIp(`Network ${id} is not a valid external network`)
  }
  const subnets = (await subnetsOf(tx, [network.id])).get(network.id) ?? []
  if (!subnets.some((subnet) => subnet.ip_version === 4)) {
    throw badFloatingIp(`Network ${id} does not contain any IPv4 subnet`)
  }
  return network.id
}

/** The port that has its address outside is nobody's, and never bound. */
async function makeOwnPort(
  call: NetworkCall,
  id: string,
  networkId: string,
  { subnet_id: subnet, floating_ip_address: address }: PostedFloatingIp,
): Promise<PortRow> {
  const asked = {
    ...(subnet && { subnet_id: subnet }),
    ...(address && { ip_address: address }),
  }
  const [port] = await makePorts(call, [
    {
      project_id: '',
      network_id: networkId,
      device_id: id,
      device_owner: FLOATING_IP,
      status: 'N/A',
      ...(Object.keys(asked).length > 0 && { fixed_ips: [asked] }),
    },
  ])
  return port!
}
