/**
 * The services of block storage: who runs where, and whether volumes go there.
 * Source: openstack/cinder cinder/api/v3/services.py, cinder/volume/api.py
 * (list_availability_zones), cinder/db/api.py (filter_by_host).
 */
import type { VolumePool } from '../../drivers/volume/interface.ts'
import { isoMicros, parseTime } from '../../kernel/clock.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'
import { invalidInput } from '../volumes/volume.ts'

export const SCHEDULER = 'cinder-scheduler'
export const VOLUME = 'cinder-volume'
export const BACKUP = 'cinder-backup'

/** The zone of what is in no other (`storage_availability_zone`). */
export const ZONE = 'nova'

export interface VolumeService {
  readonly binary: string
  /** `host`, and for a volume service `host@backend`. */
  readonly host: string
  readonly zone: string
  readonly disabled: boolean
  readonly disabledReason: string | null
  /** Are its volumes to stay as they are? */
  readonly frozen: boolean
  /** When somebody last changed it; null where nobody did. */
  readonly changedAt: string | null
}

/** The part of `host@backend#pool` that a service runs for. */
export function backendOf(pool: string): string {
  return pool.split('#', 1)[0]!
}

/**
 * What runs as the configuration has it: a volume service for each backend, a backup service
 * and a scheduler.
 */
export function configuredServices(
  hosts: readonly string[],
  pools: readonly VolumePool[],
): readonly VolumeService[] {
  const service = (binary: string, host: string, zone = ZONE): VolumeService => ({
    binary,
    host,
    zone,
    disabled: false,
    disabledReason: null,
    frozen: false,
    changedAt: null,
  })
  const backends = new Map(pools.map(({ name, zone }) => [backendOf(name), zone]))
  return [
    ...[...backends].map(([host, zone]) => service(VOLUME, host, zone)),
    ...hosts.slice(0, 1).flatMap((host) => [service(BACKUP, host), service(SCHEDULER, host)]),
  ]
}

/** A host means its backends too, and a backend its pools. */
export function isOnHost(place: string, asked: string): boolean {
  const separator = asked.includes('@') ? '#' : '@'
  return place === asked || place.startsWith(asked + separator)
}

/** Services report every ten seconds (`report_interval`). */
const REPORT_INTERVAL = 10_000

/** When a service last reported or was changed, in the form of answers; whole seconds. */
export function lastSeen(service: VolumeService, now: number): string {
  const reported = now - (now % REPORT_INTERVAL)
  const changed = service.changedAt === null ? 0 : parseTime(service.changedAt)
  const seen = Math.max(reported, changed)
  return isoMicros(seen - (seen % 1000))
}

/** Zones with volume services, and whether any of those takes volumes. */
export function zonesOf(
  services: readonly VolumeService[],
): readonly { name: string; available: boolean }[] {
  const zones = Map.groupBy(
    services.filter(({ binary }) => binary === VOLUME),
    ({ zone }) => zone,
  )
  return [...zones].map(([name, members]) => ({
    name,
    available: members.some(({ disabled }) => !disabled),
  }))
}

export function serviceNotFound(binary: string, host: string): Fault {
  return notFound(`Service ${binary} could not be found on host ${host}.`)
}

/** The host of a backup service that is enabled, in a zone where one is asked for. */
export function backupHost(
  services: readonly VolumeService[],
  zone: string | null,
): string | undefined {
  return services.find(
    (each) => each.binary === BACKUP && !each.disabled && (!zone || each.zone === zone),
  )?.host
}

/** What would change volumes of a backend that is frozen. Source: cinder/objects/base.py. */
export function frozenBackend(): Fault {
  return invalidInput('Modification operations are not allowed on frozen storage backends.')
}
