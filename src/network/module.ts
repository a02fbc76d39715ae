/** Network as a part of the program. */
import { hostName, type ConfiguredHost } from '../drivers/hypervisor/hosts.ts'
import type { SimulatedAgents } from '../drivers/network/agents.ts'
import { serviceModule, type Parts } from '../module.ts'
import { setDefaultRanges } from './network-segment-ranges/default-ranges.usecase.ts'
import { networkFacade } from './facade.ts'
import { agentsOn } from './agents/agents.ts'
import { startAgents } from './agents/start-agents.usecase.ts'
import type { NetworkEnv } from './operation.ts'
import { STOCK_NETWORK_OPTIONS, type NetworkOptions } from './options.ts'
import { presetNetworks, type Preset } from './preset/preset.usecase.ts'
import { ServerListeners } from './servers/listeners.ts'
import { network } from './service.ts'
import { NETWORK_MIGRATIONS } from './storage/migrations/index.ts'

export interface NetworkConfig {
  /** What a cloud begins with that never had it; nothing unless told. */
  readonly preset?: Preset | undefined
  /** The simulated hosts. */
  readonly hosts: readonly ConfiguredHost[]
  /** Agents that are simulated on them; none unless told. */
  readonly networkAgents?: readonly SimulatedAgents[] | undefined
  /** As in `options.ts` where left out. */
  readonly network?: Partial<NetworkOptions>
}

export const networkModule = serviceModule({
  service: network,
  migrations: NETWORK_MIGRATIONS,
  needs: ['identity'],
  wire: (parts: Parts<NetworkConfig, 'identity'>): NetworkEnv => {
    const { config, database, clock, processClock, ids, log, jobs, facades } = parts
    const agents = agentsOn(config.hosts.map(hostName), config.networkAgents ?? [])
    const options = { ...STOCK_NETWORK_OPTIONS, agents, ...config.network }
    const serverListeners = new ServerListeners()
    return { database, clock, processClock, ids, log, jobs, facades, options, serverListeners }
  },
  facade: (env) => networkFacade(env),
  async prepare(env, { config: { preset } }) {
    await setDefaultRanges(env)
    if (preset === 'devstack') await presetNetworks(env)
    await startAgents(env)
  },
})
