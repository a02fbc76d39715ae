import type { ServiceType } from '../../src/services.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import { ADMIN_PASSWORD } from '../support/cloud.ts'
import { expectedOf } from './expected.ts'
import type { World } from './world.ts'

/** A token of whoever may do it, by the access matrix. */
export async function tokensByOperation(
  world: World,
): Promise<(operation: Operation, type: ServiceType) => string> {
  const systemToken = await world.cloud.token('admin', ADMIN_PASSWORD, { system: { all: true } })
  const { token: serviceToken } = await world.cloud.user('some-service', 'service', 'service')
  return (operation, type) => {
    const outcomes = expectedOf(type, operation.id)
    if (outcomes?.get('admin') === 'ok') return world.admin.token
    // A thing of which there is none in a new cloud is missed by whoever may see it.
    const isMissedByAll = outcomes !== undefined && ![...outcomes.values()].includes('ok')
    if (isMissedByAll && outcomes.get('admin') === 404) return world.admin.token
    const isForServices = outcomes?.get('service') === 'ok' && outcomes.get('member') === 403
    if (isForServices && outcomes.get('system admin') === 403) return serviceToken
    // What no kind of token may do, the owner may.
    return outcomes?.get('system admin') === 'ok' ? systemToken : world.owner.token
  }
}
