import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { operation } from '../operation.ts'
import { tellPortChanged, tellPortDeleted } from '../servers/tell.usecase.ts'
import { completed } from './completed.usecase.ts'
import { createPorts, factsOfNewPorts } from './create-ports.usecase.ts'
import { deletePort } from './delete-port.usecase.ts'
import { factsOfPort, findPort, visiblePorts } from './find-port.usecase.ts'
import { portRules } from './ports.policies.ts'
import { portRows } from './ports.store.ts'
import { PORTS } from './ports.table.ts'
import { portNotFound, type FoundPort } from './ports.ts'
import { updatePort } from './update-port.usecase.ts'

export const portOperations = attributeOperations(operation, PORTS, {
  rules: portRules,
  errors: [404, 409],
  visible: visiblePorts,
  facts: (port) => factsOfPort(port as FoundPort),
  factsOfNew: factsOfNewPorts,
  missing: portNotFound,
  paging: 'strict',
  find: findPort,
  list: async (call, request) => completed(call, await portRows.list(call.tx, request)),
  create: createPorts,
  async update(call, now, changes) {
    const port = await updatePort(call, now as FoundPort, changes)
    await tellPortChanged(call, now, port)
    return port
  },
  async delete(call, now) {
    await deletePort(call, now as FoundPort)
    await tellPortDeleted(call, now)
  },
})
