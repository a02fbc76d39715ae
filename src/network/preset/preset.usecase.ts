/**
 * The networks that a new cloud begins with, as DevStack makes them: an external one, one of the project
 * `demo` behind a router, one that all share. Source: openstack/devstack
 * lib/neutron_plugins/services/l3, lib/neutron.
 */
import { cloudItself } from '../caller.ts'
import { makeNetwork, makeRouter } from '../make-topology.usecase.ts'
import type { NetworkEnv } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { claimPreset, hasPreset } from './preset.store.ts'

/** What a new cloud begins with: what DevStack makes, or nothing. */
export type Preset = 'devstack' | 'none'

const DEVSTACK = 'devstack'

const EXTERNAL = {
  name: 'public',
  'router:external': true,
  is_default: true,
  'provider:network_type': 'flat',
  'provider:physical_network': 'public',
}
const EXTERNAL_SUBNETS = [
  { name: 'public-subnet', ip_version: 4, cidr: '172.24.4.0/24', enable_dhcp: false },
  {
    ...{ name: 'ipv6-public-subnet', ip_version: 6, cidr: '2001:db8::/64', enable_dhcp: false },
    gateway_ip: '2001:db8::2',
  },
]
const SLAAC = { ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' }
const PRIVATE_SUBNETS = [
  { name: 'private-subnet', ip_version: 4, cidr: '10.0.0.0/26' },
  { name: 'ipv6-private-subnet', ip_version: 6, cidr: 'fd4e:9b2c:7a11::/64', ...SLAAC },
]
const SHARED_SUBNETS = [{ name: 'shared-subnet', ip_version: 4, cidr: '192.168.233.0/24' }]

/** Makes them once: who deletes one does not get it back. A crash leaves nothing of them. */
export async function presetNetworks(env: NetworkEnv): Promise<void> {
  const { clock, database, facades } = env
  // All starts but the first have nothing to write, and do not wait for a disk.
  if (await database.read((tx) => hasPreset(tx, DEVSTACK))) return
  await database.write(async (tx) => {
    if (!(await claimPreset(tx, DEVSTACK, secondsNow(clock)))) return
    const admin = await facades.identity.projectNamed(tx, 'admin')
    const demo = await facades.identity.projectNamed(tx, 'demo')
    if (admin === undefined || demo === undefined) return
    const operator = { tx, env, ctx: cloudItself(admin) }
    const user = { tx, env, ctx: cloudItself(demo) }
    const outer = await makeNetwork(operator, EXTERNAL, EXTERNAL_SUBNETS)
    const inner = await makeNetwork(user, { name: 'private' }, PRIVATE_SUBNETS)
    await makeNetwork(operator, { name: 'shared', shared: true }, SHARED_SUBNETS)
    await makeRouter(user, 'router1', outer.id, inner.subnetIds)
  })
}
