/** Rules of RBAC policies. Source: openstack/neutron neutron/extensions/rbac.py. */
import { invalidInput } from '../../kernel/attributes/refusals.ts'
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
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

export function policyInUse(objectId: string, details: string): Fault {
  return conflict(
    `RBAC policy on object ${objectId} cannot be removed because other objects depend on it.\n` +
      `Details: ${details}`,
    { type: 'RbacPolicyInUse' },
  )
}
