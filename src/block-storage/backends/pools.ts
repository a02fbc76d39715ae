/**
 * Pools with what they say of themselves, and which of them a client asks for.
 * Source: openstack/cinder cinder/scheduler/host_manager.py (get_pools).
 */
import type { VolumePool } from '../../drivers/volume/interface.ts'
import { backendOf, VOLUME, type VolumeService } from '../services/services.ts'
import { capabilityEquals, poolCapabilities } from './backends.ts'
import { fulfils, type Capabilities } from './extra-specs-match.ts'

export interface PoolState {
  readonly name: string
  readonly capabilities: Capabilities
}

/** The pools of the services that take volumes. @param allocated GiB by pool */
export function poolStates(
  pools: readonly VolumePool[],
  services: readonly VolumeService[],
  { allocated, time }: { readonly allocated: ReadonlyMap<string, number>; readonly time: string },
): readonly PoolState[] {
  const open = new Set(
    services
      .filter(({ binary, disabled }) => binary === VOLUME && !disabled)
      .map(({ host }) => host),
  )
  return pools
    .filter(({ name }) => open.has(backendOf(name)))
    .map((pool) => ({
      name: pool.name,
      capabilities: poolCapabilities(pool, allocated.get(pool.name) ?? 0, time),
    }))
}

export interface WantedPools {
  readonly name: string | undefined
  /** What the pool must say of itself. */
  readonly capabilities: readonly (readonly [name: string, text: string])[]
  /** Extra specs of the type of volume that it must suit. */
  readonly specs: ReadonlyMap<string, string | null> | undefined
}

export function isWanted({ name, capabilities }: PoolState, wanted: WantedPools): boolean {
  const { specs } = wanted
  return (
    (wanted.name === undefined || wanted.name === name) &&
    wanted.capabilities.every(([key, text]) => capabilityEquals(capabilities[key], text)) &&
    (specs === undefined || fulfils(capabilities, specs))
  )
}
