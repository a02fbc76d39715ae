/** Rules of security groups. Source: openstack/neutron neutron/db/securitygroups_db.py. */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { conflict, notFound, type Fault } from '../../kernel/faults.ts'
import type { SECURITY_GROUPS } from './security-groups.table.ts'

type Attributes = NonNullable<(typeof SECURITY_GROUPS)['declared']>
export type SecurityGroup = Item<Attributes>
export type PostedSecurityGroup = Posted<Attributes>
export type SecurityGroupChanges = Changes<Attributes>

/** The name of the group that each project has; no other can have it. */
export const DEFAULT_NAME = 'default'
export const DEFAULT_DESCRIPTION = 'Default security group'

/** @param id several where they are joined */
export function securityGroupNotFound(id: string): Fault {
  return notFound(`Security group ${id} does not exist`, { type: 'SecurityGroupNotFound' })
}

export function securityGroupInUse(id: string): Fault {
  return conflict(`Security Group ${id} in use.`, { type: 'SecurityGroupInUse' })
}

export function defaultStays(): Fault {
  return conflict('Insufficient rights for removing default security group.', {
    type: 'SecurityGroupCannotRemoveDefault',
  })
}

export function defaultKeepsName(): Fault {
  return conflict('Updating default security group not allowed.', {
    type: 'SecurityGroupCannotUpdateDefault',
  })
}

/** A port is guarded statefully or not. @throws Fault 409 SecurityGroupConflict */
export function requireOneStatefulness(groups: readonly { readonly stateful: boolean }[]): void {
  if (new Set(groups.map(({ stateful }) => stateful)).size < 2) return
  throw conflict(
    'Error Cannot apply both stateful and stateless security groups on the same port at the same ' +
      'time while attempting the operation.',
    { type: 'SecurityGroupConflict' },
  )
}
