/** Hosts, aggregates and servers of Compute without HTTP: what the scheduler is asked with. */
import { mirror } from '../../src/compute/aggregates/aggregates.usecase.ts'
import {
  addHost,
  changeMetadata,
  insertAggregate,
} from '../../src/compute/aggregates/aggregates.store.ts'
import { SimulatedHypervisor } from '../../src/drivers/hypervisor/simulated.ts'
import { registerHosts } from '../../src/compute/hosts/registration.usecase.ts'
import type { ComputeEnv } from '../../src/compute/operation.ts'
import type { HostRequest } from '../../src/compute/scheduler/request.ts'
import {
  selectHost,
  type NoValidHost,
  type SelectedHost,
} from '../../src/compute/scheduler/select-host.usecase.ts'
import type { ServerGroupPolicy } from '../../src/compute/server-groups/group-policy.ts'
import type { ServerFlavor } from '../../src/compute/servers/server.ts'
import { insertServer, updateServer } from '../../src/compute/servers/servers.store.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { placementFacade } from '../../src/placement/facade.ts'
import type { Database, Tx } from '../../src/storage/database.ts'
import { ManualClock } from './manual-clock.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** What the scheduler takes of Compute, with hosts that are registered. */
export async function schedulingEnv(
  database: Database,
  hosts: readonly string[],
): Promise<ComputeEnv> {
  const parts = { database, clock: new ManualClock(), ids: systemIds, log: silent }
  const facades = { placement: placementFacade(parts) }
  const env = { ...parts, hypervisor: new SimulatedHypervisor(hosts), facades }
  await registerHosts(env)
  return env as unknown as ComputeEnv
}

const FLAVOR: ServerFlavor = {
  ...{ id: '1', name: 'm1.tiny', vcpus: 1, ram: 512, disk: 1, ephemeral: 0, swap: 0 },
  ...{ rxtx_factor: 1, extra_specs: {} },
}

export type Asked = Partial<Omit<HostRequest, 'flavor'>> & {
  readonly flavor?: Partial<ServerFlavor>
}

export function hostRequest(asked: Asked = {}): HostRequest {
  return {
    ...{ serverId: systemIds.uuid(), projectId: 'p', userId: 'u', zone: null },
    ...{ isVolumeBacked: false, imageProperties: {} },
    ...asked,
    flavor: { ...FLAVOR, ...asked.flavor },
  }
}

/** Finds a host and forgets the server. */
export function select(env: ComputeEnv, asked?: Asked): Promise<SelectedHost | NoValidHost> {
  return env.database.write((tx) => selectHost(tx, env, hostRequest(asked)))
}

/** Makes a server and finds it a host, in one transaction; returns its id and the host. */
export function place(
  env: ComputeEnv,
  asked: Asked = {},
): Promise<{ readonly id: string; readonly host: string | undefined }> {
  const request = hostRequest(asked)
  return env.database.write(async (tx) => {
    await insertBareServer(tx, env, request)
    const found = await selectHost(tx, env, request)
    if ('refusal' in found) return { id: request.serverId, host: undefined }
    await updateServer(tx, request.serverId, found)
    return { id: request.serverId, host: found.host }
  })
}

async function insertBareServer(tx: Tx, env: ComputeEnv, request: HostRequest): Promise<void> {
  const { serverId: id, projectId: project_id, userId: user_id, flavor, groupId } = request
  const now = env.clock.isoNow()
  await insertServer(tx, {
    ...{ id, project_id, user_id, name: id, hostname: id, vm_state: 'active', power_state: 1 },
    ...{ progress: 0, image_properties: '{}', flavor_id: flavor.id, flavor: '{}', request: '{}' },
    ...{ vcpus: flavor.vcpus, memory_mb: flavor.ram, root_gb: flavor.disk, ephemeral_gb: 0 },
    ...{ metadata: '{}', config_drive: 0, disk_config: 'AUTO', reservation_id: 'r-1' },
    ...{ launch_index: 0, admin_password: '', is_volume_backed: 0, deleted: 0 },
    ...{ created_at: now, updated_at: now, server_group_id: groupId ?? null },
  })
}

/** An aggregate with its hosts, which Placement hears of. */
export function aggregate(
  env: ComputeEnv,
  hosts: readonly string[],
  metadata: Readonly<Record<string, string>>,
): Promise<number> {
  return env.database.write(async (tx) => {
    const uuid = env.ids.uuid()
    const id = await insertAggregate(tx, { uuid, name: uuid, createdAt: env.clock.isoNow() })
    await changeMetadata(tx, id, Object.entries(metadata))
    for (const host of hosts) {
      await addHost(tx, id, host)
      await mirror(tx, env, { uuid }, host, true)
    }
    return id
  })
}

/** Returns its id. */
export async function serverGroup(
  env: ComputeEnv,
  policy: ServerGroupPolicy,
  max_server_per_host: number | null = null,
): Promise<string> {
  const id = env.ids.uuid()
  const names = { id, name: policy, project_id: 'p', user_id: 'u' }
  const row = { ...names, policy, max_server_per_host, created_at: env.clock.isoNow() }
  await env.database.write((tx) => tx.db.insertInto('server_groups').values(row).execute())
  return id
}
