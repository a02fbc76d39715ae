/** What a server was asked for, as it is kept for whoever places it, now or later. */
import { badRequest } from '../../kernel/faults.ts'
import type { NetworksWanted } from './requested-networks.ts'

export interface ServerRequest {
  /** Null where none was asked for. */
  readonly availabilityZone: string | null
  /** As they were sent; null where there were none. */
  readonly hints: Readonly<Record<string, unknown>> | null
  /** `availability_zone` named it: the filters of the scheduler are not asked. */
  readonly forced: Destination
  /** `host` and `hypervisor_hostname` named it. */
  readonly requested: Destination
  readonly networks: NetworksWanted
  /** Ids of security groups for its new ports; none for the default one. */
  readonly groups: readonly string[]
}

/** A host, or a hypervisor by its name. */
export interface Destination {
  readonly host?: string | undefined
  readonly node?: string | undefined
}

export function isNamed({ host, node }: Destination): boolean {
  return Boolean(host) || Boolean(node)
}

interface ZoneAsked {
  readonly availabilityZone: string | null
  readonly forced: Destination
}

/**
 * Administrators may name a host in the place of a zone: `zone:host`, `zone:host:node`, `zone::node`.
 * Source: openstack/nova nova/compute/api.py (parse_availability_zone).
 * @throws 400
 */
export function parseZone(asked: string | undefined): ZoneAsked {
  const parts = (asked ?? '').split(':')
  if (parts.length > 3) {
    throw badRequest('Invalid input received: Unable to parse availability_zone')
  }
  const [zone = '', host, node] = parts
  return {
    availabilityZone: zone === '' ? null : zone,
    forced: { host: host === '' ? undefined : host, node },
  }
}
