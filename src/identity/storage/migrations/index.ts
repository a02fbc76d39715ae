import type { Migration } from '../../../storage/migrate.ts'
import { accountsAndCatalog } from './0001-accounts-and-catalog.ts'
import { delegation } from './0002-delegation.ts'
import { limits } from './0003-limits.ts'
import { domainConfigs } from './0004-domain-configs.ts'
import { federation } from './0005-federation.ts'
import { oauth } from './0006-oauth.ts'
import { endpointFilterAndPolicies } from './0007-endpoint-filter-and-policies.ts'
import { tokenLifetime } from './0008-token-lifetime.ts'
import { revocationEvents } from './0009-revocation-events.ts'
import { indexes } from './0010-indexes.ts'
import { federatedUsers } from './0011-federated-users.ts'
import { ruleOrder } from './0012-rule-order.ts'
import { userActivity } from './0013-user-activity.ts'
import { limitsOutliveServices } from './0014-limits-outlive-services.ts'
import { orderOfMaking } from './0015-order-of-making.ts'
import { serials } from './0016-serials.ts'

export const IDENTITY_MIGRATIONS: readonly Migration[] = [
  accountsAndCatalog,
  delegation,
  limits,
  domainConfigs,
  federation,
  oauth,
  endpointFilterAndPolicies,
  tokenLifetime,
  revocationEvents,
  indexes,
  federatedUsers,
  ruleOrder,
  userActivity,
  limitsOutliveServices,
  orderOfMaking,
  serials,
]
