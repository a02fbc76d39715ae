import { Type as T } from 'typebox'
import { memberAction } from '../../kernel/attributes/member-action.ts'
import { invalidRequest } from '../../kernel/attributes/refusals.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { str } from '../../kernel/python.ts'
import { operation } from '../operation.ts'
import {
  addGateways,
  removeGateways,
  updateGateways,
  withGateways,
} from './external-gateways.usecase.ts'
import { foundRouters } from './found-routers.usecase.ts'
import type { SentGateway } from './gateways.ts'
import { actionRule, GATEWAY_ACTIONS } from './routers.policies.ts'
import { ASKED_GATEWAY, ROUTERS } from './routers.table.ts'
import type { Router } from './routers.ts'
import { WHOLE_ROUTER, wholeRouter } from './routers.view.ts'

const CHANGES = {
  add_external_gateways: { summary: 'Add gateways to a router', change: addGateways },
  update_external_gateways: { summary: 'Set the gateways of a router', change: updateGateways },
  remove_external_gateways: { summary: 'Take gateways from a router', change: removeGateways },
} as const

function gatewayOperation(name: keyof typeof CHANGES) {
  const { summary, change } = CHANGES[name]
  return memberAction(operation, ROUTERS, foundRouters, {
    ...{ name, method: 'PUT', summary, rule: actionRule(name, `${summary}.`) },
    guards: { external_gateways: GATEWAY_ACTIONS[name] },
    body: T.Object({
      router: T.Object({ external_gateways: T.Optional(T.Array(ASKED_GATEWAY.schema)) }),
    }),
    response: WHOLE_ROUTER,
    errors: [400, 409],
    async handle(call, now, body) {
      const asked = namedGateways(body)
      const router = now as Router
      if (asked === undefined) return wholeRouter(router, call.ctx)
      return wholeRouter(await withGateways(call, router, change, asked), call.ctx)
    },
  })
}

/** Undefined where nothing is said of them, which changes nothing. @throws Fault 400 */
function namedGateways(body: unknown): readonly SentGateway[] | undefined {
  const sent = isDict(body) ? body['router'] : undefined
  if (!isDict(sent)) throw invalidRequest("Unable to find 'router' in request body")
  const { external_gateways: gateways } = sent
  if (gateways === undefined) return undefined
  // The openstack client sends it for none.
  if (isDict(gateways) && Object.keys(gateways).length === 0) return []
  if (!Array.isArray(gateways)) throw badGateways(`'${str(gateways)}' is not a list`)
  return gateways.map((one: unknown) => {
    const reason = ASKED_GATEWAY.reason(one)
    if (reason !== undefined) throw badGateways(reason)
    return ASKED_GATEWAY.converted!(one) as SentGateway
  })
}

function badGateways(reason: string) {
  return invalidRequest(`Invalid input for external_gateways. Reason: ${reason}.`)
}

export const gatewayOperations = [
  gatewayOperation('add_external_gateways'),
  gatewayOperation('update_external_gateways'),
  gatewayOperation('remove_external_gateways'),
]
