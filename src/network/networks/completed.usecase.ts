/** What networks show beside their own rows. */
import { BY_DHCP, zonesServing } from '../agents/agents.store.ts'
import type { Caller } from '../caller.ts'
import type { Tx } from '../../storage/database.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { segmentsOf, type Segment } from '../segments/segments.store.ts'
import { scopesOfNetworks } from '../subnetpools/subnetpools.store.ts'
import { subnetsOf } from '../subnets/of-network.store.ts'
import type { networkRows } from './networks.store.ts'
import type { Network } from './networks.ts'

interface Call {
  readonly tx: Tx
  readonly ctx: Caller
}

type Row = NonNullable<Awaited<ReturnType<typeof networkRows.find>>>

/** Whether a network is shared depends on who asks. Members that are undefined are not shown. */
export async function completed({ tx, ctx }: Call, rows: readonly Row[]): Promise<Network[]> {
  const ids = rows.map(({ id }) => id)
  const segments = await segmentsOf(tx, ids)
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, ids)
  const subnets = await subnetsOf(tx, ids)
  const scopes = await scopesOfNetworks(tx, ids)
  const zonesOf = await zonesServing(tx, BY_DHCP, ids)
  const scopeOf = (id: string, version: 4 | 6) =>
    scopes.find((one) => one.network_id === id && one.ip_version === version)?.address_scope_id ??
    null
  return rows.map((row): Network => {
    const own = subnets.get(row.id) ?? []
    return {
      ...row,
      shared: shared.has(row.id),
      subnets: own.map(({ id }) => id),
      ...provided(segments.get(row.id) ?? []),
      // Only an external network can be the default one.
      is_default: row['router:external'] ? row.is_default : undefined!,
      availability_zones: zonesOf(row.id),
      ipv4_address_scope: scopeOf(row.id, 4),
      ipv6_address_scope: scopeOf(row.id, 6),
      l2_adjacency: own.every(({ segment_id: segment }) => segment === null),
    }
  })
}

/** One segment is shown by its parts, several as a list; what has lost all has parts without values. */
function provided(segments: readonly Segment[]): Provided {
  const shown = segments.map(shownSegment)
  const parts = shown[0] ?? NOWHERE
  return (shown.length > 1 ? { segments: shown } : parts) as unknown as Provided
}

const NOWHERE = {
  'provider:network_type': null,
  'provider:physical_network': null,
  'provider:segmentation_id': null,
}

type Provided = Pick<
  Network,
  'segments' | 'provider:network_type' | 'provider:physical_network' | 'provider:segmentation_id'
>

function shownSegment({
  network_type: type,
  physical_network: physical,
  segmentation_id: id,
}: Segment) {
  return {
    'provider:network_type': type,
    'provider:physical_network': physical,
    'provider:segmentation_id': id,
  }
}
