/** Rules of RBAC policies. Source: openstack/neutron neutron/extensions/rbac.py. */
import { invalidInput } from '../../kernel/attributes/refusals.ts'
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { EVERYBODY } from './grants.ts'
import type { RBAC_POLICIES } from './rbac-policies.table.ts'
import type { Shareable } from './shareable.ts'

type Attributes = NonNullable<(typeof RBAC_POLICIES)['declared']>
export type RbacPolicy = Item<Attributes>
export type PostedPolicy = Posted<Attributes>
export type PolicyChanges = Changes<Attributes>

/** The kind of a policy that is not there is not known. */
export function policyNotFound(id: string): Fault {
  return notFound(`RBAC policy of type unknown with ID ${id} not found`, {
    type: 'RbacPolicyNotFound',
  })
}

export function policyExists(): Fault {
  return conflict('An RBAC policy already exists with those values.', {
    type: 'DuplicateRbacPolicy',
  })
}

/** @throws Fault 400 InvalidActionForType */
export function refuseAction({ type, actions }: Shareable, action: string): void {
  if (actions.some((one) => one === action)) return
  const valid = actions.map((one) => `'${one}'`).join(', ')
  throw badRequest(
    `Invalid action '${action}' for object type '${type}'. ` +
      `Valid actions: (${actions.length === 1 ? `${valid},` : valid})`,
    { type: 'InvalidActionForType' },
  )
}

/** What is no object, and what is another's, are refused alike but in words. */
export function noSuchObject({ type }: Shareable, id: string): Fault {
  return invalidInput(`${type} ${id} could not be found`)
}

export function notOwner({ type }: Shareable): Fault {
  const objects = type === 'network' ? 'networks' : 'objects'
  return invalidInput(`Only admins can manipulate policies on ${objects} they do not own`)
}

/**
 * Who would lose what he uses, were it no longer shared with the loser.
 * @param targets with whom it is shared beside, the loser's next target left out
 * @param users projects that use it
 */
export function isLost(
  { type }: Pick<Shareable, 'type'>,
  owner: string | undefined,
  loser: string,
  targets: ReadonlySet<string>,
  users: ReadonlySet<string>,
): boolean {
  if (loser === owner) return false
  if (loser !== EVERYBODY) return !targets.has(EVERYBODY) && users.has(loser)
  // Owners need no share of their networks; of anything else, Neutron forgets that they own it.
  return [...users].some((user) => {
    return !targets.has(user) && !(type === 'network' && user === owner)
  })
}

/** What Neutron says of it: of networks in other words. */
export function detailsOf({ type }: Pick<Shareable, 'type'>, id: string, loser: string): string {
  if (type !== 'network') return `project_id=${loser}`
  return (
    `Unable to reconfigure sharing settings for network ${id}. ` + 'Multiple projects are using it.'
  )
}

export function policyInUse(objectId: string, details: string): Fault {
  return conflict(
    `RBAC policy on object ${objectId} cannot be removed because other objects depend on it.\n` +
      `Details: ${details}`,
    { type: 'RbacPolicyInUse' },
  )
}
