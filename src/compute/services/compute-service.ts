/**
 * The processes of the cloud: `nova-compute` on each host, scheduler and conductor on the
 * controller. Here they are simulated by this process, so they report as long as it runs.
 */

export interface ComputeService {
  readonly id: number
  readonly uuid: string
  readonly host: string
  readonly binary: string
  readonly disabled: boolean
  readonly disabledReason: string | null
  readonly forcedDown: boolean
  /** False while its host is shut down. */
  readonly poweredOn: boolean
  /** ISO times. */
  readonly createdAt: string
  readonly updatedAt: string
  /** The zone that aggregates give its host. */
  readonly aggregateZone: string | null
}

export const COMPUTE_BINARY = 'nova-compute'

/** The machine that the services without servers run on. */
export const CONTROLLER = 'controller'

/** Zone of the services that run no servers (`internal_service_availability_zone`). */
export const INTERNAL_ZONE = 'internal'
/** Zone of the hosts that no aggregate gives one (`default_availability_zone`). */
export const DEFAULT_ZONE = 'nova'

/** Rule: nova/availability_zones.py (set_availability_zones). */
export function serviceZone(service: ComputeService): string {
  if (service.binary !== COMPUTE_BINARY) return INTERNAL_ZONE
  return service.aggregateZone ?? DEFAULT_ZONE
}

/** Where messages go to that are meant for it: what `os-hosts` calls its service. */
export function topicOf(service: ComputeService): string {
  return service.binary.replace('nova-', '')
}

/** How often a service reports (`report_interval`). */
const REPORT_INTERVAL_MS = 10_000

/** A service as it stands at one moment. */
export interface ServiceState {
  readonly service: ComputeService
  readonly up: boolean
  /** The last change or report, milliseconds since 1970. */
  readonly updatedAt: number
}

/** @param runs whether this process runs the service's host */
export function isUp(
  { poweredOn, forcedDown }: Pick<ComputeService, 'poweredOn' | 'forcedDown'>,
  runs: boolean,
): boolean {
  return runs && poweredOn && !forcedDown
}

/**
 * @param createdAt,updatedAt,now milliseconds since 1970
 * @param runs whether this process runs the service's host
 */
export function stateOf(
  service: ComputeService,
  times: { createdAt: number; updatedAt: number; now: number },
  runs: boolean,
): ServiceState {
  const { createdAt, updatedAt, now } = times
  const reports = runs && service.poweredOn
  const reported = now - ((now - createdAt) % REPORT_INTERVAL_MS)
  return {
    service,
    up: isUp(service, runs),
    updatedAt: reports ? Math.max(updatedAt, reported) : updatedAt,
  }
}

/** Which zones have an enabled service, and which have only disabled ones; both sorted. */
export function zonesOf(services: readonly ComputeService[]): {
  available: readonly string[]
  unavailable: readonly string[]
} {
  const zones = (disabled: boolean): Set<string> =>
    new Set(services.filter((service) => service.disabled === disabled).map(serviceZone))
  const available = zones(false)
  const unavailable = zones(true).difference(available)
  return { available: [...available].sort(), unavailable: [...unavailable].sort() }
}
