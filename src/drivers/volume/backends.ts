/** The backends of the simulated storage: what the operator says of them, and the pools they have. */
import type { Capability, VolumePool } from './interface.ts'

export interface SimulatedPool {
  readonly name: string
  readonly capacityGib?: number | undefined
  /** What the pool says of itself beside what every pool says, or instead. */
  readonly capabilities?: Readonly<Record<string, Capability>> | undefined
}

export interface SimulatedBackend extends SimulatedPool {
  /** What extra specs of types call it, `volume_backend_name`; its name unless told. */
  readonly backendName?: string | undefined
  /** Where it runs; on every host unless told. */
  readonly hosts?: readonly string[] | undefined
  readonly zone?: string | undefined
  /** One, of the name of the backend, unless told. What a pool does not say holds for all of them. */
  readonly pools?: readonly SimulatedPool[] | undefined
}

/** Thin pools of 100 TiB that may be over-subscribed 20 times, cinder's usual ratio. */
const CAPACITY_GIB = 20 * 100 * 1024

const ZONE = 'nova'

const ONE_A_HOST: readonly SimulatedBackend[] = [{ name: 'simulated' }]

/**
 * Every pool of every backend, named as cinder names pools: `host@backend#pool`.
 * @param hosts those of the configuration
 */
export function simulatedPools(
  hosts: readonly string[],
  backends: readonly SimulatedBackend[] = ONE_A_HOST,
): readonly VolumePool[] {
  return backends.flatMap((backend) =>
    (backend.hosts ?? hosts).flatMap((host) =>
      (backend.pools ?? [{ name: backend.name }]).map((pool) => ({
        name: `${host}@${backend.name}#${pool.name}`,
        capacityGib: pool.capacityGib ?? backend.capacityGib ?? CAPACITY_GIB,
        backendName: backend.backendName ?? backend.name,
        zone: backend.zone ?? ZONE,
        capabilities: { ...backend.capabilities, ...pool.capabilities },
      })),
    ),
  )
}
