import { attributeOperations } from '../../kernel/attributes/operations.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { ADMIN, SERVICE } from '../base-rules.ts'
import { networkNotFound } from '../networks/networks.ts'
import { operation } from '../operation.ts'
import { resourceRule } from '../policies.ts'
import { availabilityOf } from './availabilities.ts'
import { countedSubnets, findNetwork, listNetworks } from './availabilities.store.ts'
import { IP_AVAILABILITIES, VERSIONS } from './availabilities.table.ts'

/** The versions of the subnets that count; undefined for all. */
function versionsIn({ conditions }: ListRequest): readonly string[] | undefined {
  for (const one of conditions) {
    if (one.kind === 'members' && one.relation === VERSIONS) return one.names
  }
  return undefined
}

export const ipAvailabilityOperations = attributeOperations(operation, IP_AVAILABILITIES, {
  operations: ['list', 'show'],
  rules: { show: resourceRule(IP_AVAILABILITIES, 'get', `(${ADMIN}) or (${SERVICE})`) },
  // As upstream's store, which asks nobody who they are: others find none by the rule.
  visible: () => [],
  missing: networkNotFound,
  paging: 'emulated',
  async find({ tx }, id) {
    const network = await findNetwork(tx, id)
    return network && availabilityOf(network, await countedSubnets(tx, [network.id]))
  },
  async list({ tx }, request) {
    const networks = await listNetworks(tx, request)
    const subnets = await countedSubnets(
      tx,
      networks.map(({ id }) => id),
    )
    const versions = versionsIn(request)
    const asked = subnets.filter(({ version }) => versions?.includes(String(version)) ?? true)
    const byNetwork = Map.groupBy(asked, ({ networkId }) => networkId)
    return networks.map((network) => availabilityOf(network, byNetwork.get(network.id) ?? []))
  },
})
