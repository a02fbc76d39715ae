/** Rules of quotas. Source: openstack/neutron neutron/extensions/quotasv2.py, neutron/db/quota/driver.py. */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { readChanges } from '../../kernel/attributes/bodies.ts'
import { toInteger } from '../../kernel/attributes/converters.ts'
import { invalidRequest } from '../../kernel/attributes/refusals.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { range } from '../../kernel/attributes/types.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { conflict, forbidden, notFound, type Fault } from '../../kernel/faults.ts'
import type { NetworkOptions } from '../options.ts'
import { QUOTA_RESOURCES, type QuotaResource } from './resources.ts'
import type { OwnQuotas } from './usage.store.ts'

/** As many as a project likes. */
export const UNLIMITED = -1
/** The most that the real database holds. */
const LARGEST = 2 ** 31 - 1

const QUOTAS = attributeTable(
  { resource: 'quota', collection: 'quotas', extension: 'quotas' },
  Object.fromEntries(
    QUOTA_RESOURCES.map((name) => [
      name,
      attribute({ convert: toInteger, type: range(UNLIMITED, LARGEST), put: true }),
    ]),
  ),
)

/** What a request sets. */
export interface QuotaChanges {
  readonly quotas: ReadonlyMap<QuotaResource, number>
  /** Also below what the project has. */
  readonly isForced: boolean
}

/** @throws Fault 400 */
export function readQuotas(sent: unknown, ctx: RequestContext): QuotaChanges {
  const quota = isDict(sent) ? sent['quota'] : undefined
  if (!isDict(quota)) throw invalidRequest("Unable to find 'quota' in request body")
  // Clients of older releases ask for the check that is always made now.
  const { force, check_limit: _, ...limits } = quota
  const read = readChanges(QUOTAS, { bulk: false }, { quota: limits }, ctx)
  const quotas = new Map(Object.entries(read) as [QuotaResource, number][])
  return { quotas, isForced: force === true }
}

export function stockQuota(
  { quotas, defaultQuota }: Pick<NetworkOptions, 'quotas' | 'defaultQuota'>,
  resource: QuotaResource,
): number {
  return quotas[resource] ?? defaultQuota
}

/** As answers show them. */
export function shownQuotas(
  options: NetworkOptions,
  own: OwnQuotas,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    QUOTA_RESOURCES.map((name) => [name, own.get(name) ?? stockQuota(options, name)]),
  )
}

export function overQuota(resources: readonly QuotaResource[]): Fault {
  const names = resources.map((name) => `'${name}'`).join(', ')
  return conflict(`Quota exceeded for resources: [${names}].`, { type: 'OverQuota' })
}

export function belowUsage(resource: QuotaResource, quota: number, used: number): Fault {
  return invalidRequest(
    `Quota limit ${quota} for ${resource} must be greater than or equal to already used ${used}`,
  )
}

export function noQuota(projectId: string): Fault {
  return notFound(`Quota for project ${projectId} could not be found.`, {
    type: 'TenantQuotaNotFound',
  })
}

export function adminRequired(): Fault {
  return forbidden(
    'User does not have admin privileges: Only admin is authorized to access quotas for another ' +
      'project.',
    { type: 'AdminRequired' },
  )
}
