/** What floating IPs show beside their own rows. */
import type { Tx } from '../../storage/database.ts'
import {
  portsOfFloatingIps,
  type FloatingIpRow,
  type PortOfFloatingIp,
} from './floatingips.store.ts'
import type { PortDetails } from './floatingips.table.ts'
import { shownForwardings } from './port-forwardings/shown-forwardings.store.ts'
import type { FloatingIp } from './floatingips.ts'

export async function completedFloatingIps(
  tx: Tx,
  rows: readonly FloatingIpRow[],
): Promise<FloatingIp[]> {
  const ids = rows.map((row) => row.port_id).filter((id) => id !== null)
  const ports = await portsOfFloatingIps(tx, ids)
  const forwardings = await shownForwardings(
    tx,
    rows.map((row) => row.id),
  )
  return rows.map((row): FloatingIp => {
    const port = row.port_id === null ? undefined : ports.get(row.port_id)
    const own = {
      ...row,
      port_details: port === undefined ? null : detailsOf(port),
      dns_domain: '',
      dns_name: '',
      port_forwardings: forwardings.get(row.id) ?? [],
    }
    // The rest is said in creations alone, and never shown.
    return own as FloatingIp
  })
}

export async function completedFloatingIp(tx: Tx, row: FloatingIpRow): Promise<FloatingIp> {
  const [shown] = await completedFloatingIps(tx, [row])
  return shown!
}

function detailsOf({ id: _, admin_state_up: isUp, ...port }: PortOfFloatingIp): PortDetails {
  return { ...port, admin_state_up: isUp === 1 }
}
