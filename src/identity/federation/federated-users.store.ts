/** Who of elsewhere is who here (keystone/identity/shadow_backends/sql.py). */
import { badRequest, conflict } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import { statement } from '../../storage/statement.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

/** Somebody, as an identity provider names them. */
export interface FederatedIdentity {
  readonly idpId: string
  readonly protocolId: string
  readonly uniqueId: string
}

/** As bodies of users show it: by provider, then by protocol. */
export interface Federated {
  readonly idp_id: string
  readonly protocols: readonly { readonly protocol_id: string; readonly unique_id: string }[]
}

const getUserId = statement((db, p: FederatedIdentity) =>
  db
    .selectFrom('identity_federated_users')
    .select('user_id')
    .where('idp_id', '=', p.idpId)
    .where('protocol_id', '=', p.protocolId)
    .where('unique_id', '=', p.uniqueId),
)

const getOfUser = statement((db, p: { userId: string }) =>
  db
    .selectFrom('identity_federated_users')
    .select(['idp_id', 'protocol_id', 'unique_id'])
    .where('user_id', '=', p.userId)
    .orderBy('idp_id')
    .orderBy('protocol_id')
    .orderBy('unique_id'),
)

/** The user who this is; undefined for somebody who has not been here. */
export async function userIdOf(tx: Tx, identity: FederatedIdentity): Promise<string | undefined> {
  return (await tx.first(getUserId, identity))?.user_id
}

export async function federatedOf(tx: Tx, userId: string): Promise<Federated[]> {
  const rows = await tx.all(getOfUser, { userId })
  const byProvider = new Map<string, { protocol_id: string; unique_id: string }[]>()
  for (const { idp_id, ...protocol } of rows) {
    byProvider.set(idp_id, [...(byProvider.get(idp_id) ?? []), protocol])
  }
  return [...byProvider].map(([idp_id, protocols]) => ({ idp_id, protocols }))
}

/** The user is to be who the provider says. @throws 400, 409 where that is somebody else already */
export async function insertFederated(
  tx: Tx,
  userId: string,
  who: FederatedIdentity,
): Promise<void> {
  const { idpId: idp_id, protocolId: protocol_id, uniqueId: unique_id } = who
  try {
    await tx.db
      .insertInto('identity_federated_users')
      .values({ user_id: userId, idp_id, protocol_id, unique_id })
      .execute()
  } catch (error) {
    if (error instanceof UniqueViolation) throw federatedTaken()
    if (!(error instanceof ForeignKeyViolation)) throw error
    throw badRequest(
      `Could not find federated protocol ${protocol_id} for Identity Provider: ${idp_id}.`,
    )
  }
}

export function federatedTaken() {
  return conflict('Conflict occurred attempting to store federated_user - Duplicate entry.')
}

/** In place of what there was. @throws 400 for a provider or protocol that is not there, 409 */
export async function replaceFederated(
  tx: Tx,
  userId: string,
  federated: readonly Federated[],
): Promise<void> {
  await tx.db.deleteFrom('identity_federated_users').where('user_id', '=', userId).execute()
  for (const { idp_id: idpId, protocols } of federated) {
    const provider = await tx.db
      .selectFrom('identity_federation_providers')
      .select('id')
      .where('id', '=', idpId)
      .executeTakeFirst()
    if (provider === undefined) throw badRequest(`Could not find Identity Provider: ${idpId}`)
    for (const { protocol_id: protocolId, unique_id: uniqueId } of protocols) {
      await insertFederated(tx, userId, { idpId, protocolId, uniqueId })
    }
  }
  await bumpEpoch(tx)
}
