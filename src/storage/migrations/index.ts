import type { Migration } from '../migrate.ts'
import { jobs } from './0001-jobs.ts'
import { identity } from './0002-identity.ts'
import { compute } from './0003-compute.ts'
import { blockStorage } from './0004-block-storage.ts'
import { identityDelegation } from './0005-identity-delegation.ts'
import { identityLimits } from './0006-identity-limits.ts'
import { identityDomainConfigs } from './0007-identity-domain-configs.ts'
import { identityFederation } from './0008-identity-federation.ts'
import { identityOauth } from './0009-identity-oauth.ts'
import { identityCatalog } from './0010-identity-catalog.ts'
import { identityTokenLifetime } from './0011-identity-token-lifetime.ts'
import { identityRevocationEvents } from './0012-identity-revocation-events.ts'
import { identityIndexes } from './0013-identity-indexes.ts'
import { identityFederatedUsers } from './0014-identity-federated-users.ts'
import { identityRuleOrder } from './0015-identity-rule-order.ts'
import { identityUserActivity } from './0016-identity-user-activity.ts'

/**
 * Every migration, oldest first. To change the schema, add a file `NNNN-what.ts` and a line here,
 * and change `tables.ts` to match. A migration that was released is never edited: databases that
 * ran it would silently differ.
 */
export const MIGRATIONS: readonly Migration[] = [
  jobs,
  identity,
  compute,
  blockStorage,
  identityDelegation,
  identityLimits,
  identityDomainConfigs,
  identityFederation,
  identityOauth,
  identityCatalog,
  identityTokenLifetime,
  identityRevocationEvents,
  identityIndexes,
  identityFederatedUsers,
  identityRuleOrder,
  identityUserActivity,
]
