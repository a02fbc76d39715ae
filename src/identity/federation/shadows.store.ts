/** Users who are shadows of users elsewhere. */
import { createHash } from 'node:crypto'
import type { Tx } from '../../storage/database.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'
import {
  federatedTaken,
  insertFederated,
  userIdOf,
  type Stranger,
} from './federated-users.store.ts'

export interface Shadow {
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
export async function insertShadow(
  tx: Tx,
  who: Stranger,
  { name, domainId, email }: Shadow,
  now: string,
): Promise<string> {
  const id = shadowId(domainId, who.uniqueId)
  const made = await tx.db
    .insertInto('identity_users')
    .values({
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
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made === undefined) {
    // The user may have come by two ways at once.
    const there = await userIdOf(tx, who)
    if (there === undefined) throw federatedTaken()
    return there
  }
  await insertFederated(tx, id, who)
  return id
}

/** What the provider calls the user now. Of a local user only the address is the provider's. */
export async function refreshShadow(
  tx: Tx,
  user: {
    readonly id: string
    readonly name: string
    readonly local: number
    readonly extra: string
  },
  { name, email }: Shadow,
): Promise<void> {
  const before = JSON.parse(user.extra) as { readonly email?: unknown }
  const renamed = user.local === 0 && name !== user.name
  const moved = email !== undefined && email !== before.email
  if (!renamed && !moved) return
  await tx.db
    .updateTable('identity_users')
    .set({
      ...(renamed && { name }),
      ...(moved && { extra: JSON.stringify({ ...before, email }) }),
    })
    .where('id', '=', user.id)
    .execute()
  await bumpEpoch(tx)
}

/** Ends all tokens of a user. */
export async function beginGeneration(tx: Tx, userId: string): Promise<void> {
  await tx.db
    .updateTable('identity_users')
    .set((row) => ({ generation: row('generation', '+', 1) }))
    .where('id', '=', userId)
    .execute()
  await bumpEpoch(tx)
}
