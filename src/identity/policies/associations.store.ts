/** Which policy is for which endpoints (keystone/endpoint_policy/core.py, backends/sql.py). */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { EndpointRow } from '../endpoints/endpoints.store.ts'
import { regionsAbove } from '../regions/regions.store.ts'
import type { PolicyRow } from './policies.store.ts'

/** An endpoint; or a service, everywhere or in a region. What is not named is null. */
export interface Place {
  readonly endpoint_id: string | null
  readonly service_id: string | null
  readonly region_id: string | null
}

/** The columns that are unique among the associations of one kind, and when a row is of it. */
function uniqueBy(place: Place) {
  if (place.endpoint_id !== null) return sql`(endpoint_id) where endpoint_id is not null`
  if (place.region_id !== null) return sql`(service_id, region_id) where region_id is not null`
  return sql`(service_id) where service_id is not null and region_id is null`
}

/** In the place of the policy it had. */
export async function associatePolicy(tx: Tx, policyId: string, place: Place): Promise<void> {
  await sql`
    insert into identity_policy_associations (policy_id, endpoint_id, service_id, region_id)
    values (${policyId}, ${place.endpoint_id}, ${place.service_id}, ${place.region_id})
    on conflict ${uniqueBy(place)} do update set policy_id = excluded.policy_id`.execute(tx.db)
}

export async function isPolicyOf(tx: Tx, policyId: string, place: Place): Promise<boolean> {
  const { rows } = await sql`
    select 1 from identity_policy_associations where ${exactly(policyId, place)}`.execute(tx.db)
  return rows.length > 0
}

export async function dissociatePolicy(tx: Tx, policyId: string, place: Place): Promise<void> {
  await sql`delete from identity_policy_associations where ${exactly(policyId, place)}`.execute(
    tx.db,
  )
}

function exactly(policyId: string, place: Place) {
  return sql`policy_id = ${policyId}
    and endpoint_id is not distinct from ${place.endpoint_id}
    and service_id is not distinct from ${place.service_id}
    and region_id is not distinct from ${place.region_id}`
}

/** Its endpoints, those of its services, and those of its services in regions and below them. */
export async function endpointsOfPolicy(tx: Tx, policyId: string): Promise<EndpointRow[]> {
  const { rows } = await sql<EndpointRow>`
    with recursive
    associated as (select * from identity_policy_associations where policy_id = ${policyId}),
    covered (service_id, region_id) as (
      select service_id, region_id from associated where region_id is not null
      union
      select covered.service_id, child.id from identity_regions child
      join covered on child.parent_region_id = covered.region_id
    )
    select * from identity_endpoints endpoint
    where id in (select endpoint_id from associated)
    or service_id in (select service_id from associated where region_id is null)
    or exists (
      select 1 from covered
      where covered.service_id = endpoint.service_id and covered.region_id = endpoint.region_id
    )
    order by serial`.execute(tx.db)
  return rows
}

/**
 * Its own; else that of its service in its region, or in the nearest one above that has one; else
 * that of its service. Undefined where there is none of these.
 */
export async function policyOfEndpoint(
  tx: Tx,
  endpoint: EndpointRow,
): Promise<PolicyRow | undefined> {
  const rows = await tx.db
    .selectFrom('identity_policy_associations as association')
    .innerJoin('identity_policies as policy', 'policy.id', 'association.policy_id')
    .selectAll('policy')
    .select(['association.endpoint_id', 'association.region_id'])
    .where((on) =>
      on.or([
        on('association.endpoint_id', '=', endpoint.id),
        on('association.service_id', '=', endpoint.service_id),
      ]),
    )
    .execute()
  const { region_id: regionId } = endpoint
  const regions = regionId === null ? [] : [regionId, ...(await regionsAbove(tx, regionId))]
  const row =
    rows.find(({ endpoint_id: id }) => id !== null) ??
    regions.map((id) => rows.find((one) => one.region_id === id)).find((one) => one) ??
    rows.find(({ region_id: id }) => id === null)
  return row && { id: row.id, blob: row.blob, type: row.type, extra: row.extra }
}
