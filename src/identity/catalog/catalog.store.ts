import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { endpointsOfProject } from '../endpoint-filter/associations.store.ts'

export interface CatalogRow {
  readonly service_id: string
  readonly type: string
  readonly service_extra: string
  /** Null, with all that follows, for a service without endpoints. */
  readonly endpoint_id: string | null
  readonly interface: string | null
  readonly region_id: string | null
  readonly url: string | null
}

const getCatalog = statement((db) =>
  db
    .selectFrom('identity_services as service')
    .leftJoin('identity_endpoints as endpoint', (join) =>
      join.onRef('endpoint.service_id', '=', 'service.id').on('endpoint.enabled', '=', 1),
    )
    .select([
      'service.id as service_id',
      'service.type',
      'service.extra as service_extra',
      'endpoint.id as endpoint_id',
      'endpoint.interface',
      'endpoint.region_id',
      'endpoint.url',
    ])
    .where('service.enabled', '=', 1)
    .orderBy('service.serial')
    .orderBy('endpoint.serial'),
)

/**
 * Enabled services with their enabled endpoints, one row an endpoint. A project that was given
 * endpoints sees these alone, and no services without any; another one, and whoever has none, sees
 * everything (keystone/catalog/backends/sql.py, get_v3_catalog).
 */
export async function catalogRows(tx: Tx, projectId: string | undefined): Promise<CatalogRow[]> {
  const rows = await tx.all(getCatalog, {})
  const given = projectId === undefined ? [] : await endpointsOfProject(tx, projectId)
  if (given.length === 0) return rows
  const ids = new Set<string | null>(given.map(({ id }) => id))
  return rows.filter((row) => ids.has(row.endpoint_id))
}
