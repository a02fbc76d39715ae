import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { AddressOfServer, NetworkOfServer, ServerInterface } from './interfaces.ts'
import type { OwnedServer } from './servers.ts'

const portsOf = statement(
  (_, p: { ids: readonly string[] }) => sql<PortRow>`
    select id, project_id, network_id, device_id, mac_address, admin_state_up, status, fixed_ips,
      security_groups, host_id, vnic_type, vif_type, vif_details, profile
    from ports where lower(device_id) in ${inList(p.ids)} order by serial`,
)

interface PortRow {
  readonly id: string
  readonly project_id: string
  readonly network_id: string
  readonly device_id: string
  readonly mac_address: string
  readonly admin_state_up: number
  readonly status: string
  readonly fixed_ips: string
  readonly security_groups: string
  readonly host_id: string
  readonly vnic_type: string
  readonly vif_type: string
  readonly vif_details: string
  readonly profile: string
}

const networksNamed = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('networks')
    .select(['id', 'name', 'project_id', 'mtu'])
    .where('id', 'in', inList(p.ids)),
)

const groupsNamed = statement((db, p: { ids: readonly string[] }) =>
  db.selectFrom('security_groups').select(['id', 'name']).where('id', 'in', inList(p.ids)),
)

const floatingOf = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('floatingips')
    .select(['fixed_port_id', 'fixed_ip_address', 'floating_ip_address'])
    .where('fixed_port_id', 'in', inList(p.ids))
    .orderBy('serial'),
)

/**
 * By server, in the order in which its ports were made; four queries, however many servers. What
 * others say to be a port of a server that is not theirs is left out.
 */
export async function interfacesOf(
  tx: Tx,
  servers: readonly OwnedServer[],
): Promise<ReadonlyMap<string, readonly ServerInterface[]>> {
  const owners = new Map(servers.map((one) => [one.id.toLowerCase(), one]))
  const all = await tx.all(portsOf, { ids: [...owners.keys()] })
  const ports = all.filter((row) => ownerIn(owners, row)?.projectId === row.project_id)
  const found = new Map<string, ServerInterface[]>(servers.map(({ id }) => [id, []]))
  if (ports.length === 0) return found
  const around = await surroundings(tx, ports)
  for (const row of ports) found.get(ownerIn(owners, row)!.id)!.push(shown(row, around))
  return found
}

function ownerIn(owners: ReadonlyMap<string, OwnedServer>, { device_id: id }: PortRow) {
  return owners.get(id.toLowerCase())
}

interface Surroundings {
  readonly networks: ReadonlyMap<string, NetworkOfServer>
  readonly groups: ReadonlyMap<string, string>
  /** By port and address inside. */
  readonly floating: ReadonlyMap<string, readonly { readonly floating_ip_address: string }[]>
}

async function surroundings(tx: Tx, ports: readonly PortRow[]): Promise<Surroundings> {
  const networkIds = new Set(ports.map((row) => row.network_id))
  const networks = await tx.all(networksNamed, { ids: [...networkIds] })
  const groupIds = new Set(ports.flatMap((row) => JSON.parse(row.security_groups) as string[]))
  const groups = await tx.all(groupsNamed, { ids: [...groupIds] })
  const floating = await tx.all(floatingOf, { ids: ports.map(({ id }) => id) })
  return {
    networks: new Map(
      networks.map(({ project_id: projectId, ...one }) => [one.id, { ...one, projectId }]),
    ),
    groups: new Map(groups.map(({ id, name }) => [id, name || id])),
    floating: Map.groupBy(floating, (one) => `${one.fixed_port_id} ${one.fixed_ip_address}`),
  }
}

function shown(row: PortRow, { networks, groups, floating }: Surroundings): ServerInterface {
  const fixed = JSON.parse(row.fixed_ips) as { subnet_id: string; ip_address: string }[]
  const ids = JSON.parse(row.security_groups) as string[]
  const addresses = fixed.map(({ subnet_id: subnetId, ip_address: address }): AddressOfServer => {
    const outside = floating.get(`${row.id} ${address}`) ?? []
    const version = address.includes(':') ? 6 : 4
    return { address, version, subnetId, floating: outside.map((one) => one.floating_ip_address) }
  })
  return {
    portId: row.id,
    macAddress: row.mac_address,
    network: networks.get(row.network_id)!,
    addresses: addresses.toSorted(
      (a, b) => Number(a.subnetId > b.subnetId) - Number(a.subnetId < b.subnetId),
    ),
    groups: ids.map((id) => ({ id, name: groups.get(id) ?? id })),
    status: row.status,
    isActive: row.status === 'ACTIVE' || row.admin_state_up === 0,
    host: row.host_id,
    vnicType: row.vnic_type,
    vifType: row.vif_type,
    vifDetails: JSON.parse(row.vif_details) as Record<string, unknown>,
    profile: JSON.parse(row.profile) as Record<string, unknown>,
  }
}
