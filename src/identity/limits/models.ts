/** How limits of projects and domains bound each other (keystone/limit/models/). */
import { type Fault, forbidden } from '../../kernel/faults.ts'
import type { NewLimit } from './limits.schemas.ts'

interface LimitModel {
  readonly name: string
  readonly description: string
  /** How many projects there may be in a row below a domain, where the model bounds that. */
  readonly deepest: number | undefined
}

export const LIMIT_MODELS = {
  flat: {
    name: 'flat',
    description:
      'Limit enforcement and validation does not take project hierarchy into consideration.',
    deepest: undefined,
  },
  strict_two_level: {
    name: 'strict_two_level',
    description: 'This model requires project hierarchy never exceeds a depth of two',
    deepest: 2,
  },
} as const satisfies Record<string, LimitModel>

export type LimitModelName = keyof typeof LIMIT_MODELS

/** What a limit meets in the tree of projects, of the same resource. */
export interface Neighbours {
  /** The nearest limit above; undefined for a domain, which lies in nothing. */
  readonly above: number | undefined
  /** The limits of all projects below. */
  readonly below: readonly number[]
}

/** -1 is no limit. Keystone compares it as a number, which lets nothing have a limit below it. */
function amount(limit: number): number {
  return limit === -1 ? Infinity : limit
}

/** Not more than the parent may have, and not less than a child may. */
export function fits(limit: number, { above, below }: Neighbours): boolean {
  if (above !== undefined && amount(limit) > amount(above)) return false
  return below.every((child) => amount(child) <= amount(limit))
}

/** The limit in the words that Keystone refuses it with. */
export function breaksHierarchy(limit: Omit<NewLimit, 'description'>): Fault {
  const { project_id: projectId, domain_id: domainId } = limit
  const owner = projectId === undefined ? `domain_id: ${domainId}` : `project_id: ${projectId}`
  return forbidden(
    `Invalid resource limit: The resource limit (${owner}, resource_name: ${limit.resource_name}, ` +
      `resource_limit: ${limit.resource_limit}, service_id: ${limit.service_id}, ` +
      `region_id: ${limit.region_id ?? 'None'}) doesn't satisfy current hierarchy model..`,
  )
}
