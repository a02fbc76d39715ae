import { parseTime } from '../../kernel/clock.ts'
import { notFound } from '../../kernel/faults.ts'
import type { Version } from '../../kernel/microversion.ts'
import type { Tx } from '../../storage/database.ts'
import { hostedServers, usageOf } from '../hosts/hosted-servers.store.ts'
import { MV } from '../microversions.ts'
import type { ComputeEnv } from '../operation.ts'
import { integerOf, uuidId } from '../parameters.ts'
import { stateNow } from '../services/service-state.ts'
import { computeServicesOn } from '../services/services.store.ts'
import type { ComputeNode, HypervisorState, UsedNode } from './hypervisor.ts'
import { enabledNodes, findNode, nodesLike } from './hypervisors.store.ts'

/** Whether servers are asked for, and the version that says what is shown where there are none. */
export interface Asked {
  readonly servers: boolean
  readonly version: Version
}

/** Compute nodes with the services that run them, as they stand now. */
export async function statesOf(
  tx: Tx,
  env: ComputeEnv,
  nodes: readonly ComputeNode[],
  asked: Asked,
): Promise<HypervisorState[]> {
  const hosts = nodes.map((node) => node.host)
  const services = await computeServicesOn(tx, hosts)
  const usage = await usageOf(tx, hosts)
  const hosted = asked.servers ? await hostedServers(tx, hosts) : () => []
  return nodes.flatMap((node) => {
    const service = services.get(node.host)
    // Read by two statements, between which the service may have been deleted.
    if (service === undefined) return []
    const state = stateNow(service, env)
    const servers = hosted(node.host)
    const always = asked.servers && asked.version >= MV.HYPERVISOR_SERVERS_ALWAYS
    return {
      node,
      usage: usage(node.host),
      state,
      uptime: state.up ? uptimeOf(node, env) : null,
      servers: servers.length > 0 || always ? servers : undefined,
    }
  })
}

/** The nodes whose service takes new servers, with what is taken of them. */
export async function usedNodes(tx: Tx): Promise<UsedNode[]> {
  const nodes = await enabledNodes(tx)
  const usage = await usageOf(
    tx,
    nodes.map(({ host }) => host),
  )
  return nodes.map((node) => ({ node, usage: usage(node.host) }))
}

function uptimeOf(node: ComputeNode, { hypervisor, clock }: ComputeEnv): string {
  return hypervisor.uptime(node.host, parseTime(node.createdAt), clock.now())
}

/**
 * @param id as it stands in the path: a number before 2.53, a uuid since
 * @throws 400, 404
 */
export async function getHypervisor(
  tx: Tx,
  env: ComputeEnv,
  id: string,
  asked: Asked,
): Promise<HypervisorState> {
  const byUuid = asked.version >= MV.UUIDS
  if (byUuid) uuidId(id)
  const node = byUuid || integerOf(id) !== undefined ? await findNode(tx, id) : undefined
  const [state] = node === undefined ? [] : await statesOf(tx, env, [node], asked)
  if (state === undefined) throw notFound(`Hypervisor with ID '${id}' could not be found.`)
  return state
}

/**
 * Hypervisors whose host name contains `pattern`.
 * @throws 404 where there are none
 */
export async function hypervisorsLike(
  tx: Tx,
  env: ComputeEnv,
  pattern: string,
  asked: Asked,
): Promise<HypervisorState[]> {
  const nodes = await nodesLike(tx, pattern)
  if (nodes.length === 0) throw notFound(`No hypervisor matching '${pattern}' could be found.`)
  return statesOf(tx, env, nodes, asked)
}
