import { Type as T } from 'typebox'
import { memberAction } from '../../kernel/attributes/member-action.ts'
import { closed } from '../../kernel/view.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { addInterface } from './add-interface.usecase.ts'
import { foundRouters } from './found-routers.usecase.ts'
import { askedInterface, type AskedInterface, type Interface } from './interfaces.ts'
import { removeInterface } from './remove-interface.usecase.ts'
import { actionRule } from './routers.policies.ts'
import type { RouterRow } from './routers.store.ts'
import { ROUTERS } from './routers.table.ts'
import type { Router } from './routers.ts'

const ASKED = T.Object({
  subnet_id: T.Optional(T.String()),
  port_id: T.Optional(T.String()),
})

const INTERFACE = closed({
  id: T.String(),
  project_id: T.String(),
  port_id: T.String(),
  network_id: T.String(),
  subnet_id: T.String(),
  subnet_ids: T.Array(T.String()),
})

type Act = (call: NetworkCall, router: RouterRow, asked: AskedInterface) => Promise<Interface>

function interfaceOperation(name: string, summary: string, act: Act) {
  return memberAction(operation, ROUTERS, foundRouters, {
    ...{ name, method: 'PUT', summary, rule: actionRule(name, `${summary}.`) },
    body: ASKED,
    response: INTERFACE,
    errors: [409],
    handle: (call, now, body) => act(call, now as Router, askedInterface(body)),
  })
}

export const interfaceOperations = [
  interfaceOperation('add_router_interface', 'Put a router on a subnet', addInterface),
  interfaceOperation('remove_router_interface', 'Take a router off a subnet', removeInterface),
]
