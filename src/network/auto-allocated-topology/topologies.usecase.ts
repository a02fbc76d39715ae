/**
 * The network, with subnets of the default pools, that is made for a project which asks for one, and the
 * router by which it reaches the default external network. Source: openstack/neutron
 * neutron/services/auto_allocate/db.py.
 */
import { conflict, Fault, notFound } from '../../kernel/faults.ts'
import { cloudItself } from '../caller.ts'
import { makeNetwork, makeRouter } from '../make-topology.usecase.ts'
import { completed } from '../networks/completed.usecase.ts'
import { deleteNetwork } from '../networks/delete-network.usecase.ts'
import { defaultNetworkId, networkRows } from '../networks/networks.store.ts'
import { updateNetwork } from '../networks/update-network.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { deleteRouter } from '../routers/delete-router.usecase.ts'
import { removeInterface } from '../routers/remove-interface.usecase.ts'
import { addressesOfRouter, routerRows } from '../routers/routers.store.ts'
import { interfaceOwner } from '../routers/routers.ts'
import { defaultPoolId } from '../subnetpools/subnetpools.store.ts'
import { visiblePools } from '../subnetpools/subnetpools.ts'
import { findTopology, insertTopology, lockTopology } from './topologies.store.ts'

const VERSIONS = [4, 6] as const

/**
 * Whether one could be made.
 * @throws Fault 409
 */
export async function checkRequirements(call: NetworkCall): Promise<void> {
  await externalNetwork(call)
  const subnets = await subnetsOfPools(call)
  if (subnets.length === 0) throw cannotAllocate('No default subnetpools defined')
}

/**
 * The id of the network of the project, which is made if it has none; of those who ask at once, one
 * makes it.
 * @throws Fault 409
 */
export async function allocatedNetwork(call: NetworkCall, projectId: string): Promise<string> {
  const { tx, env } = call
  const known = await findTopology(tx, projectId)
  if (known !== undefined) return known.network_id
  await lockTopology(tx, projectId)
  const meanwhile = await findTopology(tx, projectId)
  if (meanwhile !== undefined) return meanwhile.network_id
  const externalId = await externalNetwork(call)
  const subnets = await subnetsOfPools(call)
  // Of the project, whoever asks.
  const cloud = { tx, env, ctx: cloudItself(projectId) }
  const { id, subnetIds } = await provided('project private network', async () => {
    if (subnets.length === 0) throw notFound()
    const attributes = { name: 'auto_allocated_network', admin_state_up: false }
    return makeNetwork(cloud, attributes, subnets)
  })
  const routerId = await provided('external connectivity', () =>
    makeRouter(cloud, 'auto_allocated_router', externalId, subnetIds),
  )
  await insertTopology(tx, { project_id: projectId, network_id: id, router_id: routerId })
  const [network] = await completed(cloud, [(await networkRows.find(tx, id))!])
  await updateNetwork(cloud, network!, { admin_state_up: true })
  return id
}

/** @throws Fault 409 where something else hangs on it */
export async function deleteTopology(call: NetworkCall, projectId: string): Promise<void> {
  const { tx, env } = call
  await lockTopology(tx, projectId)
  const topology = await findTopology(tx, projectId)
  if (topology === undefined) return
  const cloud = { tx, env, ctx: cloudItself(projectId) }
  const router =
    topology.router_id === null
      ? undefined
      : await routerRows.find(tx, topology.router_id, [], 'change')
  if (router !== undefined) {
    const addresses = await addressesOfRouter(tx, router.id)
    const inside = addresses.filter((one) => one.port_type === interfaceOwner(router))
    for (const { subnet_id: subnetId } of inside) {
      await removeInterface(cloud, router, { subnetId, portId: undefined })
    }
    await deleteRouter(cloud, (await routerRows.find(tx, router.id))!)
  }
  const row = await networkRows.find(tx, topology.network_id, [], 'change')
  const [network] = await completed(cloud, row === undefined ? [] : [row])
  if (network !== undefined) await deleteNetwork(cloud, network)
}

/** @throws Fault 409 */
async function externalNetwork({ tx }: NetworkCall): Promise<string> {
  const id = await defaultNetworkId(tx)
  if (id === undefined) throw cannotAllocate('No default router:external network')
  return id
}

/** One of each default pool that the caller sees. */
async function subnetsOfPools({ tx, ctx }: NetworkCall) {
  const subnets = []
  for (const version of VERSIONS) {
    const pool = await defaultPoolId(tx, version, visiblePools(ctx))
    if (pool === undefined) continue
    const name = `auto_allocated_subnet_v${version}`
    subnets.push({ name, ip_version: version, subnetpool_id: pool })
  }
  return subnets
}

/** Quotas, and what others have meanwhile, are told as they are. */
async function provided<T>(what: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    const isUnmet =
      error instanceof Fault &&
      ([400, 404].includes(error.status) || error.type === 'SubnetAllocationError')
    throw isUnmet ? cannotAllocate(`Unable to provide ${what}`) : error
  }
}

function cannotAllocate(reason: string): Fault {
  return conflict(`Deployment error: ${reason}.`, { type: 'AutoAllocationFailure' })
}
