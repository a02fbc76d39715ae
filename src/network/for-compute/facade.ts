/**
 * What Compute's older calls pass on to Network, as a client of Network would send it. Source:
 * openstack/nova nova/network/neutron.py, nova/network/security_group_api.py.
 */
import type { RequestContext } from '../../kernel/context.ts'
import { askerOf, type Receiver } from '../../kernel/relay.ts'
import type { Tx } from '../../storage/database.ts'
import { dialect } from '../dialect.ts'
import { floatingIpOperations } from '../floatingips/floatingips.ops.ts'
import { networkOperations } from '../networks/networks.ops.ts'
import { CHECKS, type NetworkEnv } from '../operation.ts'
import { portOperations } from '../ports/ports.ops.ts'
import { securityGroupRuleOperations } from '../security-group-rules/security-group-rules.ops.ts'
import { securityGroupOperations } from '../security-groups/security-groups.ops.ts'

export interface ShownNetwork {
  readonly id: string
  readonly name: string
}

export interface ShownFloatingIp {
  readonly id: string
  readonly floating_ip_address: string
  readonly fixed_ip_address: string | null
  readonly floating_network_id: string
  readonly port_details: { readonly device_id: string } | null
}

export interface ShownPort {
  readonly id: string
  readonly network_id: string
  readonly mac_address: string
  readonly status: string
  readonly device_id: string
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[]
}

export interface ShownRule {
  readonly id: string
  readonly security_group_id: string
  readonly direction: 'ingress' | 'egress'
  readonly protocol: string | null
  readonly port_range_min: number | null
  readonly port_range_max: number | null
  readonly remote_group_id: string | null
  readonly remote_ip_prefix: string | null
}

export interface ShownGroup {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly tenant_id: string
  readonly security_group_rules: readonly ShownRule[]
}

/** The body of a rule for packets that come in. */
export interface PostedIngress {
  readonly security_group_id: string
  readonly direction: 'ingress'
  readonly ethertype: 'IPv4' | 'IPv6'
  readonly protocol: string | null
  readonly port_range_min?: number
  readonly port_range_max?: number
  readonly remote_ip_prefix: string | null
  readonly remote_group_id: string | null
}

type Filters = Readonly<Record<string, string>>

/** Each refuses as the call of the API that it is. @throws Fault 400, 403, 404, 409 */
export interface NetworkProxy {
  networks(tx: Tx, filters?: Filters): Promise<readonly ShownNetwork[]>
  network(tx: Tx, id: string): Promise<ShownNetwork>
  ports(tx: Tx, filters: Filters): Promise<readonly ShownPort[]>
  port(tx: Tx, id: string): Promise<ShownPort>
  floatingIps(tx: Tx, filters: Filters): Promise<readonly ShownFloatingIp[]>
  floatingIp(tx: Tx, id: string): Promise<ShownFloatingIp>
  createFloatingIp(tx: Tx, networkId: string): Promise<ShownFloatingIp>
  deleteFloatingIp(tx: Tx, id: string): Promise<void>
  groups(tx: Tx, filters: Filters): Promise<readonly ShownGroup[]>
  group(tx: Tx, id: string): Promise<ShownGroup>
  createGroup(tx: Tx, sent: { name: string; description: string }): Promise<ShownGroup>
  updateGroup(tx: Tx, id: string, sent: { name: string; description: string }): Promise<ShownGroup>
  deleteGroup(tx: Tx, id: string): Promise<void>
  rule(tx: Tx, id: string): Promise<ShownRule>
  createRule(tx: Tx, sent: PostedIngress): Promise<ShownRule>
  deleteRule(tx: Tx, id: string): Promise<void>
}

const OPERATIONS = [
  ...networkOperations,
  ...portOperations,
  ...floatingIpOperations,
  ...securityGroupOperations,
  ...securityGroupRuleOperations,
]

/** @param ctx of the caller, in whichever service */
export function networkProxy(env: NetworkEnv, ctx: RequestContext): NetworkProxy {
  const receiver: Receiver = {
    type: 'network',
    checks: CHECKS,
    dialect,
    env,
    operations: OPERATIONS,
  }
  const ask = askerOf(receiver, ctx)
  const of = (collection: string, root: string) => ({
    async list(tx: Tx, query: Filters = {}): Promise<never> {
      return partOf(await ask(tx, `${collection}.list`, { query }), collection)
    },
    async show(tx: Tx, id: string): Promise<never> {
      return partOf(await ask(tx, `${collection}.show`, { params: { id } }), root)
    },
    async create(tx: Tx, sent: object): Promise<never> {
      return partOf(await ask(tx, `${collection}.create`, { body: { [root]: sent } }), root)
    },
    async update(tx: Tx, id: string, sent: object): Promise<never> {
      const call = { params: { id }, body: { [root]: sent } }
      return partOf(await ask(tx, `${collection}.update`, call), root)
    },
    async delete(tx: Tx, id: string): Promise<void> {
      await ask(tx, `${collection}.delete`, { params: { id } })
    },
  })
  const networks = of('networks', 'network')
  const ports = of('ports', 'port')
  const floatingIps = of('floatingips', 'floatingip')
  const groups = of('security_groups', 'security_group')
  const rules = of('security_group_rules', 'security_group_rule')
  return {
    networks: networks.list,
    network: networks.show,
    ports: ports.list,
    port: ports.show,
    floatingIps: floatingIps.list,
    floatingIp: floatingIps.show,
    createFloatingIp: (tx, id) => floatingIps.create(tx, { floating_network_id: id }),
    deleteFloatingIp: floatingIps.delete,
    groups: groups.list,
    group: groups.show,
    createGroup: groups.create,
    updateGroup: groups.update,
    deleteGroup: groups.delete,
    rule: rules.show,
    createRule: rules.create,
    deleteRule: rules.delete,
  }
}

/** The operation declares that its answer has this shape. */
function partOf(body: unknown, root: string): never {
  return (body as Record<string, never>)[root]!
}
