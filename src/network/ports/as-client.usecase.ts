/** Makes and changes ports on behalf of a client that called another service: by all rules of ports. */
import { readCreation, type Values } from '../../kernel/attributes/bodies.ts'
import type { Call } from '../../kernel/attributes/resource.ts'
import { authorizeCreation, seenByPolicy } from '../../kernel/attributes/rules.ts'
import { changesOfClient } from '../changes-of-client.ts'
import type { NetworkEnv } from '../operation.ts'
import { createPorts, factsOfNewPorts } from './create-ports.usecase.ts'
import { factsOfPort } from './find-port.usecase.ts'
import { portRules } from './ports.policies.ts'
import { PORTS } from './ports.table.ts'
import type { FoundPort, Port, PostedPort } from './ports.ts'
import { updatePort } from './update-port.usecase.ts'

/**
 * @param sent as in the body of `POST /ports`
 * @throws Fault 400, 404, 409; PolicyRefusal
 */
export async function postPort(call: Call<NetworkEnv>, sent: Values): Promise<Port> {
  const { items } = readCreation(PORTS, { bulk: false }, { port: sent }, call.ctx)
  const posted = items as unknown as PostedPort[]
  const [facts] = await factsOfNewPorts(call, posted)
  authorizeCreation(call.ctx, PORTS, portRules.create, { ...seenByPolicy(items[0]!), ...facts })
  const [port] = await createPorts(call, posted)
  return port!
}

/**
 * @param sent as in the body of `PUT /ports/{id}`
 * @throws Fault 400, 404, 409; PolicyRefusal
 */
export async function putPort(
  call: Call<NetworkEnv>,
  port: FoundPort,
  sent: Values,
): Promise<Port> {
  const judged = { table: PORTS, rules: portRules, now: port, facts: factsOfPort(port) }
  const changes = changesOfClient(call.ctx, judged, sent)
  return updatePort(call, port, changes)
}
