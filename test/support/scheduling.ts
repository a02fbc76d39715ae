/** Hosts of Compute without HTTP: what the scheduler is asked with. */
import { SimulatedHypervisor } from '../../src/drivers/hypervisor/simulated.ts'
import { registerHosts } from '../../src/compute/hosts/registration.usecase.ts'
import type { ComputeEnv } from '../../src/compute/operation.ts'
import type { HostRequest } from '../../src/compute/scheduler/request.ts'
import type { ServerFlavor } from '../../src/compute/servers/server.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { placementFacade } from '../../src/placement/facade.ts'
import type { Database } from '../../src/storage/database.ts'
import { ManualClock } from './manual-clock.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** What the scheduler takes of Compute, with so many hosts that are registered. */
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

export const FLAVOR: ServerFlavor = {
  ...{ id: '1', name: 'm1.tiny', vcpus: 1, ram: 512, disk: 1, ephemeral: 0, swap: 0 },
  ...{ rxtx_factor: 1, extra_specs: {} },
}

export function hostRequest(
  asked: Partial<Omit<HostRequest, 'flavor'>> & { readonly flavor?: Partial<ServerFlavor> } = {},
): HostRequest {
  return {
    ...{ serverId: systemIds.uuid(), projectId: 'p', userId: 'u', zone: null },
    ...{ isVolumeBacked: false, imageProperties: {} },
    ...asked,
    flavor: { ...FLAVOR, ...asked.flavor },
  }
}
