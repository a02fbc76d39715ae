/**
 * Where new servers go, and what they get there: a host, ports, volumes. It happens in the
 * transaction that makes them; what the real service only fails on later leaves a server in ERROR.
 * Source: openstack/nova nova/conductor/manager.py (schedule_and_build_instances).
 */
import { Fault } from '../../kernel/faults.ts'
import type { Allocated } from '../../network/facade.ts'
import { enabledNodes } from '../hypervisors/hypervisors.store.ts'
import { DEFAULT_ZONE } from '../services/compute-service.ts'
import { BUILD_SERVER } from './build.jobs.ts'
import { BUILD } from './build-states.ts'
import type { ComputeCall } from '../operation.ts'
import { failBuild } from './fail-server.usecase.ts'
import { buildAborted, networkReason, noValidHost } from './failed-build.ts'
import type { NetworkWanted, NetworksWanted } from './requested-networks.ts'
import type { ServerRequest } from './server-request.ts'
import { addPorts, type ServerPort } from './server-ports.store.ts'
import type { Server } from './server.ts'
import * as policies from './servers.policies.ts'
import { updateServer } from './servers.store.ts'

interface Selected {
  readonly host: string
  readonly node: string
}

/** Those of the first host that takes servers. */
export async function placeServers(call: ComputeCall, servers: readonly Server[]): Promise<void> {
  const node = (await enabledNodes(call.tx))[0]
  for (const server of servers) {
    if (node === undefined) {
      const reason = 'There are not enough hosts available.'
      await failBuild(call, server, noValidHost(reason, call.env.clock.isoNow()))
    } else {
      const selected = { host: node.host, node: node.hypervisorHostname }
      await updateServer(call.tx, server.id, selected)
      await placeOn(call, server, selected)
    }
  }
}

/** On its host: its ports and volumes are made, and the rest is left to a job. */
async function placeOn(call: ComputeCall, server: Server, { host, node }: Selected): Promise<void> {
  const placed = { ...server, host, node }
  try {
    await call.tx.attempt(async () => {
      await plugIn(call, placed)
      await build(call, placed)
    })
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error
    const fault = buildAborted(server.id, error.message, call.env.clock.isoNow())
    await failBuild(call, placed, fault)
  }
}

/** It was accepted, and cannot be made. */
class BuildFailed extends Error {}

async function plugIn(call: ComputeCall, server: Server): Promise<void> {
  const { networks, groups } = JSON.parse(server.request) as ServerRequest
  const { id, project_id: projectId, hostname, host } = server
  const asked = {
    ...{ networks, groups, mayBeNone: true },
    mayUseExternal: call.ctx.allows(policies.ATTACH_EXTERNAL_NETWORK),
  }
  const network = call.env.facades.network.as(call.ctx)
  const toPlug = { id, projectId, hostname, zone: DEFAULT_ZONE, host: host! }
  let allocated: Allocated
  try {
    allocated = await network.allocate(call.tx, toPlug, asked)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new BuildFailed(networkReason(error, addressAsked(networks)))
  }
  await addPorts(call.tx, id, tagged(allocated, networks))
}

/** The address that may not be there: where several were asked for, the first is as good as any. */
function addressAsked(networks: NetworksWanted): NetworkWanted | undefined {
  if (typeof networks === 'string') return undefined
  return networks.find(({ address }) => address !== undefined) ?? networks[0]
}

function tagged({ ports }: Allocated, networks: NetworksWanted): ServerPort[] {
  const tags = typeof networks === 'string' ? [] : networks.map(({ tag }) => tag)
  return ports.map((port, index) => ({ ...port, tag: tags[index] ?? null }))
}

async function build(call: ComputeCall, server: Server): Promise<void> {
  await updateServer(call.tx, server.id, BUILD.at)
  await call.env.jobs.enqueue(call.tx, BUILD_SERVER, {
    resourceId: server.id,
    payload: { id: server.id },
    requestId: call.ctx.requestId,
  })
}
