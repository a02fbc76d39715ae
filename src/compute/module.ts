/** Compute as a part of the program. */
import type { ConfiguredHost } from '../drivers/hypervisor/hosts.ts'
import { SimulatedHypervisor } from '../drivers/hypervisor/simulated.ts'
import { serviceModule, type Parts } from '../module.ts'
import { hearOfPorts } from './external-events/external-events.usecase.ts'
import { presetFlavors, type Preset } from './flavors/preset.usecase.ts'
import { computeFacade } from './facade.ts'
import { registerHosts } from './hosts/registration.usecase.ts'
import type { ComputeEnv } from './operation.ts'
import { buildJobs } from './servers/build.jobs.ts'
import { deleteJobs } from './servers/delete.jobs.ts'
import { volumeEnded } from './servers/go-on.usecase.ts'
import type { Tx } from '../storage/database.ts'
import { machineJobs } from './servers/machine.jobs.ts'
import { reclaimServers } from './servers/reclaim.usecase.ts'
import { compute } from './service.ts'
import { attachJobs } from './volume-attachments/attach.jobs.ts'
import { COMPUTE_MIGRATIONS } from './storage/migrations/index.ts'

export interface ComputeConfig {
  /** The simulated hosts. */
  readonly hosts: readonly ConfiguredHost[]
  /** For how many seconds a deleted server can be restored; it is gone at once unless told. */
  readonly computeReclaimInterval?: number | undefined
  /** Nothing unless told. */
  readonly preset?: Preset | undefined
}

type Needed = 'block-storage' | 'identity' | 'image' | 'network' | 'placement'

export const computeModule = serviceModule({
  service: compute,
  migrations: COMPUTE_MIGRATIONS,
  needs: ['block-storage', 'identity', 'image', 'network', 'placement'],
  wire: (parts: Parts<ComputeConfig, Needed>): ComputeEnv => {
    const { database, clock, processClock, ids, log, jobs, facades, config } = parts
    const hypervisor = new SimulatedHypervisor(config.hosts)
    const { computeReclaimInterval: reclaimAfter = 0 } = config
    return {
      ...{ database, clock, processClock, ids, log, jobs, facades },
      ...{ hypervisor, reclaimAfter },
    }
  },
  jobs: (env) => [...buildJobs(env), ...deleteJobs(env), ...machineJobs(env), ...attachJobs(env)],
  facade: computeFacade,
  async prepare(env, { config: { preset } }) {
    const volumeEnds = (tx: Tx, id: string) => volumeEnded({ tx, env }, id)
    env.facades['block-storage'].listen({ volumeReady: volumeEnds, volumeFailed: volumeEnds })
    env.facades.network.listen((tx, events) => hearOfPorts({ env }, tx, events))
    await registerHosts(env)
    if (preset === 'devstack') await presetFlavors(env)
  },
  start: (env) => reclaimServers(env),
})
