/** Shadow users: the local rows of users of an identity provider. */
import { parseExactly } from '../../kernel/python.ts'
import { createHash } from 'node:crypto'
import type { Tx } from '../../storage/database.ts'
import {
  federatedTaken,
  insertFederated,
  userIdOf,
  type FederatedIdentity,
} from './federated-users.store.ts'
import { insertShadowUser, updateShadowUser } from './shadow-users.store.ts'

export interface ShadowUser {
  readonly name: string
  readonly domainId: string
  readonly email: string | undefined
}

/** The same for the same user, whenever they come (keystone/identity/id_generators/sha256.py). */
function shadowId(domainId: string, uniqueId: string): string {
  return createHash('sha256').update(`${domainId}user${uniqueId}`).digest('hex')
}

/**
 * A user for somebody who comes for the first time.
 * @throws 409 where another provider or protocol has already sent a user of that id to the domain
 */
export async function createShadowUser(
  tx: Tx,
  who: FederatedIdentity,
  { name, domainId, email }: ShadowUser,
  now: string,
): Promise<string> {
  const id = shadowId(domainId, who.uniqueId)
  const inserted = await insertShadowUser(tx, {
    id,
    domain_id: domainId,
    name,
    enabled: 1,
    default_project_id: null,
    generation: 0,
    created_at: now,
    options: '{}',
    extra: JSON.stringify(email === undefined ? {} : { email }),
    local: 0,
  })
  if (!inserted) {
    // The user may have come by two ways at once.
    const there = await userIdOf(tx, who)
    if (there === undefined) throw federatedTaken()
    return there
  }
  await insertFederated(tx, id, who)
  return id
}

/** What the provider calls the user now. Of a local user only the address is the provider's. */
export async function refreshShadowUser(
  tx: Tx,
  user: {
    readonly id: string
    readonly name: string
    readonly local: number
    readonly extra: string
  },
  { name, email }: ShadowUser,
): Promise<void> {
  const before = parseExactly(user.extra) as { readonly email?: unknown }
  const renamed = user.local === 0 && name !== user.name
  const readdressed = email !== undefined && email !== before.email
  if (!renamed && !readdressed) return
  await updateShadowUser(tx, user.id, {
    ...(renamed && { name }),
    ...(readdressed && { extra: JSON.stringify({ ...before, email }) }),
  })
}
