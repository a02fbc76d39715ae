/**
 * What a server needs of the host it is to run on.
 * Source: nova/objects/request_spec.py.
 */
import type { ServerFlavor } from '../servers/server.ts'

/** A host, and the hypervisor on it, as administrators name them; nothing named where both are empty. */
export interface NamedHost {
  readonly host?: string | undefined
  readonly node?: string | undefined
}

export function isNamed(named: NamedHost | undefined): boolean {
  return Boolean(named?.host) || Boolean(named?.node)
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
  /** As they were sent: a text, or several. */
  readonly hints?: Readonly<Record<string, unknown>> | null | undefined
  /** The server group that it is in. */
  readonly groupId?: string | null | undefined
  /** Hosts that it must not come to, because it failed there. */
  readonly avoid?: readonly string[] | undefined
}

/** What a hint says, as a list. */
export function hinted({ hints }: HostRequest, name: string): readonly string[] {
  const value = hints?.[name]
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one) => typeof one === 'string')
}
