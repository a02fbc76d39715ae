import { memberAction } from '../../../kernel/attributes/member-action.ts'
import { attributeOperations } from '../../../kernel/attributes/operations.ts'
import type { Parent } from '../../../kernel/attributes/resource.ts'
import { fulfils } from '../../../kernel/lists/matching.ts'
import { closed } from '../../../kernel/view.ts'
import { shownSchema } from '../../../kernel/attributes/table.ts'
import { operation, type NetworkEnv } from '../../operation.ts'
import { findPort, visiblePorts } from '../find-port.usecase.ts'
import { portNotFound, type FoundPort } from '../ports.ts'
import { ACTIVATE, bindingRules } from './bindings.policies.ts'
import { BINDINGS } from './bindings.table.ts'
import { bindingNotFound, requireMovable, type ShownBinding } from './bindings.ts'
import {
  activateBinding,
  bindingsOf,
  createBindings,
  removeBinding,
  updateBinding,
  type BindingCall,
} from './bindings.usecase.ts'

const port: Parent<NetworkEnv, FoundPort> = {
  path: '/ports/{port_id}',
  // What is bound where is a change of the port.
  find: (call, id, lock) => findPort(call, id, visiblePorts(call.ctx), lock && 'change'),
  missing: portNotFound,
  owner: ({ project_id: owner }) => owner,
}

const resource = {
  parent: port,
  rules: bindingRules,
  bulk: false,
  errors: { create: [409], update: [409] },
  visible: () => [],
  missing: (host: string, params: Readonly<Record<string, string>>) => {
    return bindingNotFound(host, params['port_id']!)
  },
  async find(call: BindingCall, host: string): Promise<ShownBinding | undefined> {
    requireMovable(call.parent)
    return (await bindingsOf(call)).find((one) => one.host === host)
  },
} as const

const { status, host, ...rest } = Object.fromEntries(
  [...BINDINGS.attributes].map(([name, one]) => [name, shownSchema(one)]),
)

export const bindingOperations = [
  ...attributeOperations(operation, BINDINGS, {
    ...resource,
    list: async (call: BindingCall, { conditions }) =>
      (await bindingsOf(call)).filter((one) =>
        conditions.every((condition) => {
          return fulfils(condition, (name) => one[name as 'host'])
        }),
      ),
    create: createBindings,
    update: updateBinding,
    delete: removeBinding,
  }),
  memberAction(operation, BINDINGS, resource, {
    name: 'activate',
    method: 'PUT',
    summary: 'Let a port be on a host where it was bound in addition',
    rule: ACTIVATE,
    response: closed({ host: host!, status: status!, ...rest }),
    errors: [409],
    handle: (call, now) => activateBinding(call, now),
  }),
]
