/**
 * Where new servers go, and what they get there: a host, ports, volumes. It happens in the
 * transaction that makes them; what the real service only fails on later leaves a server in ERROR.
 * Source: openstack/nova nova/conductor/manager.py (schedule_and_build_instances).
 */
import { Fault } from '../../kernel/faults.ts'
import type { Allocated } from '../../network/facade.ts'
import {
  selectHost,
  type NoValidHost,
  type SelectedHost,
} from '../scheduler/select-host.usecase.ts'
import { DevicesRefused } from '../block-devices/build-devices.usecase.ts'
import { zonesOfHosts } from '../availability-zones/zones-of-hosts.store.ts'
import { hostRequestOf } from './host-request.ts'
import { goOn } from './go-on.usecase.ts'
import type { ComputeCall } from '../operation.ts'
import { failBuild } from './fail-server.usecase.ts'
import { buildAborted, networkReason, noValidHost } from './failed-build.ts'
import type { NetworkWanted, NetworksWanted } from './requested-networks.ts'
import type { ServerRequest } from './server-request.ts'
import { addPorts, type ServerPort } from './server-ports.store.ts'
import type { Server } from './server.ts'
import * as policies from './servers.policies.ts'
import { updateServer } from './servers.store.ts'

/** All of them, or none: where one finds no host, none of its request does. */
export async function placeServers(call: ComputeCall, servers: readonly Server[]): Promise<void> {
  const hosts = await hostsFor(call, servers)
  if ('refusal' in hosts) {
    const fault = noValidHost(hosts.refusal, call.env.clock.isoNow())
    for (const server of servers) await failBuild(call, server, fault, call.ctx.requestId)
    return
  }
  for (const [index, server] of servers.entries()) await placeOn(call, server, hosts[index]!)
}

/** What it gets with its host; lists find it by the zone, too. */
interface Place extends SelectedHost {
  readonly availability_zone: string
}

/** There is none for one of them. */
class NoHost extends Error {}

async function hostsFor(
  { tx, env }: ComputeCall,
  servers: readonly Server[],
): Promise<readonly Place[] | NoValidHost> {
  try {
    return await tx.attempt(async () => {
      const places: Place[] = []
      for (const server of servers) {
        const found = await selectHost(tx, env, hostRequestOf(server))
        if ('refusal' in found) throw new NoHost(found.refusal)
        const zoneOf = await zonesOfHosts(tx, [found.host])
        const place = { ...found, availability_zone: zoneOf(found.host) }
        places.push(place)
        await updateServer(tx, server.id, place)
      }
      return places
    })
  } catch (error) {
    if (error instanceof NoHost) return { refusal: error.message }
    throw error
  }
}

/** On its host: its ports and volumes are made, and the rest is left to a job. */
async function placeOn(call: ComputeCall, server: Server, place: Place): Promise<void> {
  const placed = { ...server, ...place }
  try {
    await call.tx.attempt(async () => {
      await plugIn(call, placed)
      await build(call, placed)
    })
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error
    const fault = buildAborted(server.id, error.message, call.env.clock.isoNow())
    await failBuild(call, placed, fault, call.ctx.requestId)
  }
}

/** It was accepted, and cannot be made. */
class BuildFailed extends Error {}

async function plugIn(call: ComputeCall, server: Server & Place): Promise<void> {
  const { networks, groups } = JSON.parse(server.request) as ServerRequest
  const { id, project_id: projectId, hostname, host, availability_zone: zone } = server
  const asked = {
    ...{ networks, groups, mayBeNone: true },
    mayUseExternal: call.ctx.allows(policies.ATTACH_EXTERNAL_NETWORK),
  }
  const network = call.env.facades.network.as(call.ctx)
  const toPlug = { id, projectId, hostname, zone, host }
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

/** Has its disks made, and leaves the rest to a job, now or once they are there. */
async function build(call: ComputeCall, server: Server): Promise<void> {
  try {
    await goOn(call, server, call.ctx.requestId)
  } catch (error) {
    if (error instanceof DevicesRefused) throw new BuildFailed(error.message)
    throw error
  }
}
