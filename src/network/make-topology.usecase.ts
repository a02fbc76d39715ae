/** Makes networks with their subnets, and routers between them, as whoever `call` speaks for. */
import { readCreation, type Values } from '../kernel/attributes/bodies.ts'
import type { AttributeTable, Posted } from '../kernel/attributes/table.ts'
import { createNetworks } from './networks/create-networks.usecase.ts'
import { NETWORKS } from './networks/networks.table.ts'
import type { NetworkCall } from './operation.ts'
import { addInterface } from './routers/add-interface.usecase.ts'
import { createRouter } from './routers/create-router.usecase.ts'
import { routerRows } from './routers/routers.store.ts'
import { ROUTERS } from './routers/routers.table.ts'
import { createSubnets } from './subnets/create-subnets.usecase.ts'
import { SUBNETS } from './subnets/subnets.table.ts'

/**
 * @param attributes as in the body of `POST /networks`
 * @param subnets each as in the body of `POST /subnets`, but for the network
 * @throws Fault 400, 404, 409, 503
 */
export async function makeNetwork(
  call: NetworkCall,
  attributes: Values,
  subnets: readonly Values[],
): Promise<{ readonly id: string; readonly subnetIds: readonly string[] }> {
  const [made] = await createNetworks(call, [posted(call, NETWORKS, attributes)])
  const { id } = made!
  const subnetIds: string[] = []
  for (const subnet of subnets) {
    const [one] = await createSubnets(call, [posted(call, SUBNETS, { network_id: id, ...subnet })])
    subnetIds.push(one!.id)
  }
  return { id, subnetIds }
}

/**
 * @param name of the router
 * @param externalId of the network outside
 * @param subnetIds of those inside
 * @returns its id
 * @throws Fault 400, 404, 409
 */
export async function makeRouter(
  call: NetworkCall,
  name: string,
  externalId: string,
  subnetIds: readonly string[],
): Promise<string> {
  const gateway = { external_gateway_info: { network_id: externalId } }
  const { id } = await createRouter(call, posted(call, ROUTERS, { name, ...gateway }))
  for (const subnetId of subnetIds) {
    const row = await routerRows.find(call.tx, id)
    await addInterface(call, row!, { subnetId, portId: undefined })
  }
  return id
}

/** What a client's request would be read into. */
function posted<A extends AttributeTable>(
  { ctx }: NetworkCall,
  table: A,
  attributes: Values,
): Posted<NonNullable<A['declared']>> {
  const { items } = readCreation(table, { bulk: false }, { [table.resource]: attributes }, ctx)
  return items[0] as Posted<NonNullable<A['declared']>>
}
