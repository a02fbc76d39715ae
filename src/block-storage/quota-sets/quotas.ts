/**
 * What quotas limit and how a refusal reads. Source: openstack/cinder cinder/quota.py,
 * cinder/quota_utils.py (process_reserve_over_quota), cinder/exception.py.
 */
import { badRequest, overLimit, type Fault } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'
import { MAX_INT, validInteger } from '../integers.ts'

/** The class whose limits hold where a project has none of its own. */
export const DEFAULT_CLASS = 'default'

/** No volume type in particular: how the tables write a project's total. */
export const ALL_TYPES = ''

/** What a project uses and gives back. */
export type Countable =
  | 'volumes'
  | 'snapshots'
  | 'gigabytes'
  | 'backups'
  | 'backup_gigabytes'
  | 'groups'

/** Limits with the defaults of cinder's options, -1 for none, in the order of its answers. */
const TOTALS = [
  ['volumes', 10],
  ['per_volume_gigabytes', -1],
  ['snapshots', 10],
  ['gigabytes', 1000],
  ['backups', 10],
  ['backup_gigabytes', 1000],
] as const

const GROUPS = ['groups', 10] as const

/** Of these a project has limits for each volume type too, unlimited by default. */
export const PER_TYPE: readonly string[] = ['volumes', 'gigabytes', 'snapshots']

/** One limit, as the wire names it and as the tables find it. */
export interface QuotaResource {
  /** `volumes`, `volumes_<name of the type>`. */
  readonly name: string
  readonly resource: string
  readonly volumeTypeId: string
  /** In force where neither the project nor the default class says otherwise. */
  readonly fallback: number
}

/** Every limit there is, in the order of the real answers; `types` newest first. */
export function quotaResources(
  types: readonly { id: string; name: string }[],
): readonly QuotaResource[] {
  const total = ([resource, fallback]: readonly [string, number]): QuotaResource => ({
    name: resource,
    resource,
    volumeTypeId: ALL_TYPES,
    fallback,
  })
  const typed = types.flatMap((type) =>
    PER_TYPE.map((resource) => ({
      name: `${resource}_${type.name}`,
      resource,
      volumeTypeId: type.id,
      fallback: -1,
    })),
  )
  return [...TOTALS.map(total), ...typed, total(GROUPS)]
}

/** Limits or amounts in use by resource and type; a `Map`, since types are named by clients. */
export type Amounts = ReadonlyMap<string, number>

export function amountKey(resource: string, volumeTypeId: string): string {
  return `${resource}/${volumeTypeId}`
}

export function limitOf(resource: Omit<QuotaResource, 'name'>, limits: Amounts): number {
  return limits.get(amountKey(resource.resource, resource.volumeTypeId)) ?? resource.fallback
}

/** By the names on the wire. These hold names of volume types, hence `fromEntries`. */
export function limitsByName(
  resources: readonly QuotaResource[],
  limits: Amounts,
): Record<string, number> {
  return Object.fromEntries(resources.map((each) => [each.name, limitOf(each, limits)]))
}

/** The limit in force where nobody set one. */
export function fallbackOf(resource: string, volumeTypeId: string): number {
  if (volumeTypeId !== ALL_TYPES) return -1
  return [...TOTALS, GROUPS].find(([name]) => name === resource)?.[1] ?? -1
}

/** Something asked for that counts, with what there was before. */
export interface Claim {
  /** As the wire names it. */
  readonly name: string
  readonly resource: Countable
  readonly amount: number
  readonly inUse: number
  /** -1 is none. */
  readonly limit: number
}

/**
 * Why the claims cannot all be met, or undefined. All faults are 413 with `Retry-After: 0`. The
 * first limit by name answers, so `gigabytes` before `volumes`.
 * @param retypedGib the size of a volume that changes its type, which refusals name instead of all
 * that it and its snapshots claim; those of snapshots come last then, as what nobody expected
 */
export function refusal(claims: readonly Claim[], retypedGib?: number): Fault | undefined {
  const sorted = claims.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const overflows = sorted.filter(({ inUse, amount }) => inUse + amount > MAX_INT)
  if (overflows.length > 0) {
    return quotaError(
      'QuotaUsageOverflow',
      `Quota usage would overflow for resources: ${repr(overflows.map(({ name }) => name))}. ` +
        'The requested operation would exceed the maximum allowed ' +
        `value (${MAX_INT}) for quota tracking.`,
    )
  }
  const overs = sorted.filter(({ limit, inUse, amount }) => limit >= 0 && inUse + amount > limit)
  const [first] = overs
  if (first === undefined || retypedGib === undefined) return first && overQuota(first)
  const expected = overs.find(({ resource }) => resource !== 'snapshots')
  if (expected !== undefined) return overQuota({ ...expected, amount: retypedGib })
  return quotaError('UnexpectedOverQuota', `Unexpected over quota on ${first.name}.`)
}

function overQuota({ resource, name, amount, inUse, limit }: Claim): Fault {
  const consumed = `Requested ${amount}G, quota is ${limit}G and ${inUse}G has been consumed.`
  switch (resource) {
    case 'gigabytes':
      return quotaError(
        'VolumeSizeExceedsAvailableQuota',
        `Requested volume or snapshot exceeds allowed ${name} quota. ${consumed}`,
      )
    case 'backup_gigabytes':
      return quotaError(
        'VolumeBackupSizeExceedsAvailableQuota',
        `Requested backup exceeds allowed Backup gigabytes quota. ${consumed}`,
      )
    case 'volumes':
      return quotaError(
        'VolumeLimitExceeded',
        `Maximum number of volumes allowed (${limit}) exceeded for quota '${name}'.`,
      )
    case 'snapshots':
      return quotaError(
        'SnapshotLimitExceeded',
        `Maximum number of snapshots allowed (${limit}) exceeded`,
      )
    case 'backups':
      return quotaError(
        'BackupLimitExceeded',
        `Maximum number of backups allowed (${limit}) exceeded`,
      )
    case 'groups':
      return quotaError(
        'GroupLimitExceeded',
        `Maximum number of groups allowed (${limit}) exceeded`,
      )
  }
}

/** Why one volume may not be that large, or undefined. @param limit GiB, -1 for none */
export function sizeRefusal(sizeGib: number, limit: number): Fault | undefined {
  if (limit < 0 || sizeGib <= limit) return undefined
  return quotaError(
    'VolumeSizeExceedsLimit',
    `Requested volume size ${sizeGib}G is larger than maximum allowed limit ${limit}G.`,
  )
}

/** Cinder puts the name of the exception before the text of those it deems safe to show. */
function quotaError(exception: string, text: string): Fault {
  return overLimit(`${exception}: ${text}`, { retryAfter: 0 })
}

/** Keys of a request's quota set that limit nothing and that clients send back as they came. */
const NOT_LIMITS: readonly string[] = ['id', 'tenant_id']

export interface LimitChange {
  readonly to: QuotaResource
  readonly limit: number
}

/**
 * What a request for new limits asks for.
 * @param known by the name on the wire
 * @throws 400
 */
export function limitChanges(
  asked: Readonly<Record<string, unknown>>,
  known: readonly QuotaResource[],
): readonly LimitChange[] {
  const byName = new Map(known.map((resource) => [resource.name, resource]))
  const named = Object.entries(asked).filter(([name]) => !NOT_LIMITS.includes(name))
  const changes = named.flatMap(([name, value]) => {
    const to = byName.get(name)
    return to === undefined ? [] : [{ to, value, limit: validInteger(value, name, -1) }]
  })
  refuseUnknown(
    'quota set',
    named.map(([name]) => name),
    byName,
  )
  for (const { to, value } of changes) {
    // The real service fails to compare a text with what is in use, where it compares at all.
    if (typeof value === 'string' && to.resource !== 'per_volume_gigabytes') throw badRequest()
  }
  return changes
}

/** @throws 400 that names every key which limits nothing */
export function refuseUnknown(
  what: 'quota set' | 'quota class set',
  names: readonly string[],
  known: ReadonlyMap<string, QuotaResource>,
): void {
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw badRequest(`Invalid input received: Bad key(s) in ${what}: ${unknown.join(', ')}`)
  }
}

/**
 * A limit may not fall below what is in use, once the project has a limit of its own: the real
 * service looks at those only.
 * @throws 400
 */
export function refuseBelowUsage(
  changes: readonly LimitChange[],
  own: Amounts,
  usage: Amounts,
): void {
  for (const { to, limit } of changes) {
    const key = amountKey(to.resource, to.volumeTypeId)
    const used = own.has(key) ? (usage.get(key) ?? 0) : 0
    if (to.resource === 'per_volume_gigabytes' || limit === -1 || limit >= used) continue
    throw badRequest(
      `Quota ${to.name} limit must be equal or greater than existing resources. ` +
        `Current usage is ${used} and the requested limit is ${limit}.`,
    )
  }
}

const NAME_LENGTH_MAX = 255

/** Holds the name of a project or class to the length of cinder's columns. @throws 400 */
export function refuseLongName(name: string, what: string): void {
  const length = [...name].length
  if (length > NAME_LENGTH_MAX) {
    throw badRequest(
      `Invalid input received: ${what} has ${length} characters, more than ${NAME_LENGTH_MAX}.`,
    )
  }
}
