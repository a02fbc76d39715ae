/** Limits that are made and changed, held against what they refer to and against each other. */
import { forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { notExpected } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { findDomain, findPlace } from '../projects/projects.store.ts'
import { findRegion } from '../regions/regions.store.ts'
import { findService } from '../services/services.store.ts'
import { refuseUnfit } from './hierarchy.usecase.ts'
import type { NewLimit, NewRegisteredLimit } from './limits.schemas.ts'
import {
  insertLimit,
  insertRegisteredLimit,
  registeredLimitFor,
  type LimitRow,
  type RegisteredLimitRow,
} from './limits.store.ts'
import type { LimitModelName } from './models.ts'

/** @throws 400 for a service or region that is not there */
export async function refuseUnknownPlace(
  tx: Tx,
  asked: { service_id?: string; region_id?: string | null },
  kind: 'registered_limit' | 'limit',
): Promise<void> {
  const { service_id: serviceId, region_id: regionId } = asked
  if (serviceId !== undefined && (await findService(tx, serviceId)) === undefined) {
    throw notExpected('service_id', kind)
  }
  if (regionId && (await findRegion(tx, regionId)) === undefined) {
    throw notExpected('region_id', kind)
  }
}

/** All of them or none. @throws 400, 409 */
export async function createRegisteredLimits(
  tx: Tx,
  env: IdentityEnv,
  list: readonly NewRegisteredLimit[],
): Promise<RegisteredLimitRow[]> {
  const rows: RegisteredLimitRow[] = []
  for (const asked of list) {
    await refuseUnknownPlace(tx, asked, 'registered_limit')
    const { region_id: region = null, description = null } = asked
    const row = { ...asked, id: env.ids.hex(), region_id: region, description }
    await insertRegisteredLimit(tx, row)
    rows.push(row)
  }
  return rows
}

/** A project that is a domain counts as the domain. @throws 400 */
async function placed(
  tx: Tx,
  asked: NewLimit,
): Promise<NewLimit & Pick<LimitRow, 'project_domain_id'>> {
  await refuseUnknownPlace(tx, asked, 'limit')
  const { project_id, domain_id, ...rest } = asked
  const place = await (project_id ? findPlace(tx, project_id) : findDomain(tx, domain_id ?? ''))
  if (place === undefined) throw notExpected(project_id ? 'project_id' : 'domain_id', 'limit')
  return place.is_domain === 1
    ? { ...rest, domain_id: place.id, project_domain_id: null }
    : { ...rest, project_id: place.id, project_domain_id: place.domain_id }
}

/** All of them or none. @throws 400, 403, 409 */
export async function createLimits(
  tx: Tx,
  env: IdentityEnv,
  list: readonly NewLimit[],
): Promise<LimitRow[]> {
  const limits: Awaited<ReturnType<typeof placed>>[] = []
  for (const asked of list) limits.push(await placed(tx, asked))
  await refuseUnfit(tx, env.configuration.enforcementModel, limits)
  const rows: LimitRow[] = []
  for (const limit of limits) {
    const registeredId = await registeredLimitFor(tx, limit)
    if (registeredId === undefined) {
      throw forbidden('Unable to create a limit that has no corresponding registered limit.')
    }
    const { resource_limit, description = null, service_id, resource_name } = limit
    const { project_id = null, domain_id = null, region_id = null, project_domain_id } = limit
    const own = { id: env.ids.hex(), project_id, domain_id, resource_limit, description }
    await insertLimit(tx, { ...own, registered_limit_id: registeredId })
    rows.push({ ...own, project_domain_id, service_id, region_id, resource_name })
  }
  return rows
}

/** Judges a change as the request that made the limit would have said it. @throws 403 */
export async function refuseUnfitChange(
  tx: Tx,
  model: LimitModelName,
  row: LimitRow,
  resource_limit: number | undefined,
): Promise<void> {
  if (resource_limit === undefined) return
  const { project_id, domain_id, service_id, region_id, resource_name } = row
  const of = { service_id, resource_name, ...(region_id !== null && { region_id }) }
  const owner = project_id === null ? { domain_id: domain_id! } : { project_id }
  await refuseUnfit(tx, model, [{ ...of, ...owner, resource_limit }])
}
