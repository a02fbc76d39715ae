import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { operation } from '../operation.ts'
import { visibleNetworks } from '../visibility.ts'
import { completed } from './completed.usecase.ts'
import { createNetworks } from './create-networks.usecase.ts'
import { deleteNetwork } from './delete-network.usecase.ts'
import { networkRules } from './networks.policies.ts'
import { networkRows } from './networks.store.ts'
import { NETWORKS } from './networks.table.ts'
import { networkNotFound } from './networks.ts'
import { updateNetwork } from './update-network.usecase.ts'

export const networkOperations = attributeOperations(operation, NETWORKS, {
  rules: networkRules,
  errors: [409],
  visible: visibleNetworks,
  missing: networkNotFound,
  paging: 'strict',
  async find(call, id, visible, lock) {
    const row = await networkRows.find(call.tx, id, visible, lock)
    if (row === undefined) return undefined
    const [network] = await completed(call, [row])
    return network
  },
  list: async (call, request) => completed(call, await networkRows.list(call.tx, request)),
  create: createNetworks,
  update: updateNetwork,
  delete: deleteNetwork,
})
