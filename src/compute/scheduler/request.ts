/**
 * What a server needs of the host it is to run on.
 * Source: nova/objects/request_spec.py, nova/scheduler/utils.py (ResourceRequest).
 */
import type { ServerFlavor } from '../servers/server.ts'

/** A host, and the hypervisor on it, as administrators name them. */
export interface NamedHost {
  readonly host?: string | undefined
  readonly node?: string | undefined
}

/** The group that a server is made in. */
export interface ServerGroupAsked {
  readonly id: string
  readonly policy: 'affinity' | 'anti-affinity' | 'soft-affinity' | 'soft-anti-affinity'
  /** How many of its servers one host may have, by `anti-affinity`; one where left out. */
  readonly maxServerPerHost?: number | undefined
}

/** For one server; of several that are made together, each has its own. */
export interface HostRequest {
  readonly serverId: string
  readonly projectId: string
  readonly userId: string
  readonly flavor: ServerFlavor
  readonly isVolumeBacked: boolean
  /** What its image says; empty where it has none. */
  readonly imageProperties: Readonly<Record<string, unknown>>
  /** Any where null. */
  readonly zone: string | null
  /** `availability_zone=zone:host:node`: no filter is asked, only whether there is room. */
  readonly forced?: NamedHost | undefined
  /** `host` and `hypervisor_hostname` since 2.74: filters are asked as for any other host. */
  readonly destination?: NamedHost | undefined
  readonly hints?: Readonly<Record<string, readonly string[]>> | undefined
  readonly group?: ServerGroupAsked | undefined
  /** Hosts that it must not come to, because it failed there. */
  readonly avoid?: readonly string[] | undefined
}

const RESOURCES = /^resources:(.+)$/

/**
 * What is claimed in Placement: what the extra specs say, and else what the flavor is. What comes to
 * nothing is left out.
 */
export function resourcesOf({
  flavor,
  isVolumeBacked,
}: Pick<HostRequest, 'flavor' | 'isVolumeBacked'>): Readonly<Record<string, number>> {
  const disk = flavor.ephemeral + Math.ceil(flavor.swap / 1024) + (isVolumeBacked ? 0 : flavor.disk)
  const specs = Object.entries(flavor.extra_specs).flatMap(([key, value]) => {
    const name = RESOURCES.exec(key)?.[1]
    return name === undefined ? [] : [[name, Number(value)] as const]
  })
  const all = {
    VCPU: flavor.vcpus,
    MEMORY_MB: flavor.ram,
    DISK_GB: disk,
    ...Object.fromEntries(specs),
  }
  return Object.fromEntries(Object.entries(all).filter(([, amount]) => amount !== 0))
}
