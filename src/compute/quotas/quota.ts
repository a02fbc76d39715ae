/**
 * What is limited, by how much unless somebody says otherwise, and how those hear of it who want
 * more. Source: openstack/nova nova/quota.py, nova/conf/quota.py, nova/compute/utils.py
 * (check_num_instances_quota, get_headroom, get_over_quota_detail).
 */
import { badRequest, forbidden, type Fault } from '../../kernel/faults.ts'

/** In the order of answers. `ram` is MiB; -1 is any amount. */
export const STOCK_LIMITS = {
  cores: 20,
  fixed_ips: -1,
  floating_ips: -1,
  injected_file_content_bytes: 10_240,
  injected_file_path_bytes: 255,
  injected_files: 5,
  instances: 10,
  key_pairs: 100,
  metadata_items: 128,
  ram: 51_200,
  security_group_rules: -1,
  security_groups: -1,
  server_group_members: 10,
  server_groups: 10,
} as const
export type QuotaResource = keyof typeof STOCK_LIMITS
export const QUOTA_RESOURCES = Object.keys(STOCK_LIMITS) as QuotaResource[]

export type Limits = Readonly<Record<QuotaResource, number>>
export type SomeLimits = Partial<Limits>

/** The class whose limits hold for all projects. */
export const DEFAULT_CLASS = 'default'

/** Of the network of the years before Neutron: they limit nothing, and no user has his own. */
const OF_PROJECT_ONLY: readonly QuotaResource[] = ['fixed_ips', 'floating_ips']

/** Whose limit it becomes when one is set for a user: the user's, or the project's ('') all the same. */
export function holderOf(resource: QuotaResource, userId: string): string {
  return OF_PROJECT_ONLY.includes(resource) ? '' : userId
}

/** Whose servers count, and for whose limits. A request's context is one. */
export interface Owner {
  readonly projectId: string
  readonly userId: string
}

/** What servers hold. `ram` is MiB. */
export interface ServerAmounts {
  readonly instances: number
  readonly cores: number
  readonly ram: number
}

const COUNTED = ['cores', 'instances', 'ram'] as const

export const NOTHING: ServerAmounts = { instances: 0, cores: 0, ram: 0 }

export function times(count: number, { cores, ram }: ServerSize): ServerAmounts {
  return { instances: count, cores: count * cores, ram: count * ram }
}

export function difference(a: ServerAmounts, b: ServerAmounts): ServerAmounts {
  return { instances: a.instances - b.instances, cores: a.cores - b.cores, ram: a.ram - b.ram }
}

export interface ServerSize {
  readonly cores: number
  readonly ram: number
}

export interface WantedServers extends ServerSize {
  readonly min: number
  readonly max: number
}

interface Scope {
  readonly held: ServerAmounts
  readonly limits: Limits
}

/** `user` where the user has limits of his own of what servers hold. */
export interface Room {
  readonly project: Scope
  readonly user: Scope | undefined
}

/**
 * How many of the servers that are wanted the limits let in: all, or fewer, but `min`.
 * @throws Fault 403 in the words of the real service
 */
export function fitting(room: Room, wanted: WantedServers): number {
  const { min, max } = wanted
  const asked = times(max, wanted)
  const over = COUNTED.filter((resource) => isOver(room, resource, asked[resource]))
  if (over.length === 0) return max
  const isOfUser = over.some((resource) => !isOverIn(room.project, resource, asked[resource]))
  const scope = isOfUser ? room.user! : room.project
  const allowed = allowedBy(scope, wanted)
  if (allowed > 0 && min <= allowed && allowed < max) {
    return fitting(room, { ...wanted, max: allowed })
  }
  const shown = { ...asked, instances: min === max ? max : `${min}-${max}` }
  throw tooMany(over, shown, scope)
}

function isOver(room: Room, resource: keyof ServerAmounts, asked: number): boolean {
  return isOverIn(room.project, resource, asked) || isOverIn(room.user, resource, asked)
}

function isOverIn(scope: Scope | undefined, resource: keyof ServerAmounts, asked: number): boolean {
  if (scope === undefined) return false
  const limit = scope.limits[resource]
  return limit >= 0 && scope.held[resource] + asked > limit
}

/**
 * By what is left of each. As in the real service no fewer than were asked for are let in where the
 * number of servers is not limited, only what they hold.
 */
function allowedBy({ held, limits }: Scope, { cores, ram }: ServerSize): number {
  const left = limits.instances - held.instances
  const byCores = limits.cores === -1 ? left : Math.floor((limits.cores - held.cores) / cores)
  const byRam = limits.ram === -1 ? left : Math.floor((limits.ram - held.ram) / ram)
  return Math.min(left, byCores, byRam)
}

function tooMany(
  over: readonly (keyof ServerAmounts)[],
  asked: Readonly<Record<keyof ServerAmounts, number | string>>,
  { held, limits }: Scope,
): Fault {
  const names = over.join(', ')
  const listed = (of: Readonly<Record<keyof ServerAmounts, number | string>>) =>
    over.map((resource) => of[resource]).join(', ')
  return forbidden(
    `Quota exceeded for ${names}: Requested ${listed(asked)}, but already used ${listed(held)} ` +
      `of ${listed(limits)} ${names}`,
  )
}

/** Limits of a project and of one of its users. */
export interface LimitsInForce {
  readonly project: Limits
  /** The project's, where the user has none of his own. */
  readonly user: Limits
  /** Those that were set for the user. */
  readonly ofUser: SomeLimits
}

export function countsByUser({ ofUser }: LimitsInForce): boolean {
  return COUNTED.some((resource) => ofUser[resource] !== undefined)
}

/**
 * The least of what project and user may have, -1 being the least of all: upstream compares them as
 * they are written.
 */
export function leastOf({ project, user }: LimitsInForce, resource: QuotaResource): number {
  return Math.min(project[resource], user[resource])
}

/** Whether so many are more than the project or the user may have. */
export function isBeyond(
  { project, user }: LimitsInForce,
  resource: QuotaResource,
  count: number,
): boolean {
  return [project, user].some((limits) => limits[resource] >= 0 && limits[resource] < count)
}

/** A limit, and what is used of it. */
export interface QuotaDetail {
  readonly limit: number
  readonly in_use: number
  /** Nothing is ever half taken. */
  readonly reserved: 0
}

/** What a limit may be set to; -1 is any amount. */
export interface Settable {
  readonly least: number
  readonly most: number
}

/** @throws Fault 400 */
export function refuseUnsettable(
  resource: QuotaResource,
  limit: number,
  { least, most }: Settable,
): void {
  const size = (value: number) => (value === -1 ? Infinity : value)
  if (size(limit) < size(least)) {
    throw badRequest(
      `Quota limit ${limit} for ${resource} must be greater than or equal to already used and ` +
        `reserved ${least}.`,
    )
  }
  if (size(limit) > size(most)) {
    throw badRequest(`Quota limit ${limit} for ${resource} must be less than or equal to ${most}.`)
  }
}

export function tooManyKeyPairs(): Fault {
  return forbidden('Quota exceeded, too many key pairs.')
}

export function tooManyServerGroups(): Fault {
  return forbidden('Quota exceeded, too many server groups.')
}

export function tooManyGroupMembers(): Fault {
  return forbidden('Quota exceeded, too many servers in group')
}
