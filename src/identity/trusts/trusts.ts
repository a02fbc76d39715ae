/** Rules of trusts, and of handing them on (keystone/trust/core.py). */
import { badRequest } from '../../kernel/faults.ts'
import { notAuthorized } from '../faults.ts'

export interface TrustTerms {
  readonly impersonation: boolean
  readonly expiresAt: string | null
  readonly remainingUses: number | null
  readonly roleIds: ReadonlySet<string>
}

export interface Parent {
  readonly redelegationCount: number
  readonly impersonation: boolean
  readonly expiresAt: string | null
  readonly roleIds: ReadonlySet<string>
}

/** Can it still be used? One whose uses are up is gone, as is one that has expired. */
export function isAlive(
  trust: { readonly expires_at: string | null; readonly remaining_uses: number | null },
  now: string,
): boolean {
  if (trust.expires_at !== null && now > trust.expires_at) return false
  return trust.remaining_uses === null || trust.remaining_uses > 0
}

/**
 * How often the new trust may be redelegated.
 * @param most how often any trust may be
 * @param parentCount of the trust that it is redelegated from
 * @throws 400 for a limit on uses of a trust that may be redelegated, 403 for a count that may not be
 */
export function redelegationCount(
  asked: {
    readonly allowed: boolean
    readonly count: number | null
    readonly remainingUses: number | null
  },
  parentCount: number | undefined,
  most: number,
): number {
  if (!asked.allowed || asked.count === 0) return 0
  if (asked.count !== null && asked.count > most) throw notAuthorized()
  if (asked.remainingUses !== null) {
    throw badRequest('remaining_uses must not be set if redelegation is allowed')
  }
  if (parentCount === undefined) return asked.count ?? most
  if (asked.count !== null && asked.count !== parentCount - 1) throw notAuthorized()
  return parentCount - 1
}

/**
 * A redelegated trust never gives more than the trust above it: not longer, not oftener, not in more roles, and
 * not in somebody's name who did not agree to it.
 * @param most how often any trust may be redelegated
 * @throws 403
 */
export function refuseMoreThan(parent: Parent, child: TrustTerms, most: number): void {
  const within =
    parent.redelegationCount > 0 &&
    parent.redelegationCount <= most &&
    child.remainingUses === null &&
    (parent.expiresAt === null || (child.expiresAt ?? '~') <= parent.expiresAt) &&
    [...child.roleIds].every((id) => parent.roleIds.has(id)) &&
    (parent.impersonation || !child.impersonation)
  if (!within) throw notAuthorized()
}
