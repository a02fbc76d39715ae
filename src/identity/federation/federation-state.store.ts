/** The federated groups of a user, as long as the identity provider and the protocol are there. */
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import type { Federation } from '../tokens/tokens.ts'

/** Rows of a protocol go with it; those of a disabled provider do not count. */
const getFederatedUser = statement((db, p: Federation & { userId: string }) =>
  db
    .selectFrom('identity_federated_users as known')
    .innerJoin('identity_federation_providers as provider', 'provider.id', 'known.idp_id')
    .select('known.user_id')
    .where('known.user_id', '=', p.userId)
    .where('known.idp_id', '=', p.idpId)
    .where('known.protocol_id', '=', p.protocolId)
    .where('provider.enabled', '=', 1),
)

const getGroups = statement((db, p: { userId: string; idpId: string }) =>
  db
    .selectFrom('identity_expiring_memberships')
    .select('group_id')
    .where('user_id', '=', p.userId)
    .where('idp_id', '=', p.idpId)
    .orderBy('group_id'),
)

/** Undefined where the provider is disabled, or no longer knows the user. */
export async function federationState(
  tx: Tx,
  userId: string,
  federation: Federation,
): Promise<(Federation & { readonly groupIds: readonly string[] }) | undefined> {
  if ((await tx.first(getFederatedUser, { ...federation, userId })) === undefined) return undefined
  const groups = await tx.all(getGroups, { userId, idpId: federation.idpId })
  return { ...federation, groupIds: groups.map((row) => row.group_id) }
}
