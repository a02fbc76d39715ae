/**
 * Where a new volume goes: into the pool with the most room that has what the type asks for, on a
 * backend that is enabled. Source: openstack/cinder cinder/scheduler (CapacityFilter,
 * CapabilitiesFilter, CapacityWeigher) and cinder/volume/flows/api/create_volume.py
 * (_extract_availability_zones).
 */
import { createHash } from 'node:crypto'
import type { VolumePool } from '../../drivers/volume/interface.ts'
import { badRequest } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'
import { backendOf, VOLUME, ZONE, zonesOf, type VolumeService } from '../services/services.ts'
import { poolCapabilities, sharesTargets } from '../backends/backends.ts'
import { fulfils } from '../backends/extra-specs-match.ts'
import { invalidInput, type Volume } from './volume.ts'
import type { VolumeType } from '../volume-types/volume-types.ts'

/** GiB allocated by name of pool. */
export type Allocations = ReadonlyMap<string, number>

/**
 * The pools to try, best first. Others may take the room meanwhile, so the first one whose
 * allocation succeeds is it.
 * @param wanted `preferred` is the pool of the source, which a clone stays in where it can
 */
export function candidatePools(
  pools: readonly VolumePool[],
  allocated: Allocations,
  services: readonly VolumeService[],
  wanted: {
    sizeGib: number
    /** Availability zones of which one is as good as another. */
    zones: readonly string[]
    preferred: string | null
    specs: ReadonlyMap<string, string | null>
  },
): readonly VolumePool[] {
  const { sizeGib, zones, preferred, specs } = wanted
  const open = services
    .filter(({ binary, disabled, frozen }) => binary === VOLUME && !disabled && !frozen)
    .filter(({ zone }) => zones.includes(zone))
    .map(({ host }) => host)
  const used = (pool: VolumePool): number => allocated.get(pool.name) ?? 0
  const free = (pool: VolumePool): number => pool.capacityGib - used(pool)
  const last = (pool: VolumePool): number => (pool.name === preferred ? 0 : 1)
  return pools
    .filter((pool) => open.includes(backendOf(pool.name)))
    .filter((pool) => sizeGib <= free(pool))
    .filter((pool) => specs.size === 0 || fulfils(poolCapabilities(pool, used(pool), ''), specs))
    .toSorted((a, b) => last(a) - last(b) || free(b) - free(a))
}

/** The volume service of a backend. It is the same for as long as the backend has its name. */
function serviceUuid(pool: string): string {
  const digits = createHash('sha256')
    .update(`cinder-volume ${backendOf(pool)}`)
    .digest('hex')
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `5${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ]
  return parts.join('-')
}

/** What a volume says of the backend that it lies in. */
export function saysOf(
  pools: readonly VolumePool[],
  name: string,
): Pick<Volume, 'service_uuid' | 'shared_targets'> {
  const pool = pools.find((each) => each.name === name)
  return { service_uuid: serviceUuid(name), shared_targets: pool ? sharesTargets(pool) : 1 }
}

/**
 * The availability zones that a new volume may be in: one, or several where only the type says where.
 * @param source the volume that it has its content from, itself or by way of a snapshot, and what it
 * is called
 * @throws 400 where the zone does not exist, or is not that of the type or the source
 */
export function zonesFor(
  asked: string | null,
  type: VolumeType,
  source: { readonly volume: Volume; readonly name: string } | undefined,
  services: readonly VolumeService[],
): readonly string[] {
  const known = zonesOf(services).map(({ name }) => name)
  const zones = known.length === 0 ? [ZONE] : known
  const ofType = zonesOfType(type)
  const usable = ofType === undefined ? zones : ofType.filter((zone) => zones.includes(zone))
  if (usable.length === 0) {
    throw badRequest(`Volume type is only supported in these availability zones: ${repr(ofType)}`)
  }
  const usual = ofType === undefined && zones.includes(ZONE) ? ZONE : null
  const zone = asked ?? source?.volume.availability_zone ?? usual
  if (!zone) return usable
  if (!usable.includes(zone)) throw badRequest(`Availability zone '${zone}' is invalid.`)
  if (source !== undefined && source.volume.availability_zone !== zone) {
    throw invalidInput(`Volume must be in the same availability zone as the ${source.name}`)
  }
  return [zone]
}

const ZONES_KEY = 'RESKEY:availability_zones'

export function zonesOfType(type: VolumeType): readonly string[] | undefined {
  const spec = type.extraSpecs.get(ZONES_KEY)
  if (spec === undefined || spec === null) return undefined
  return spec
    .split(',')
    .filter((zone) => zone !== '')
    .map((zone) => zone.trim())
}

/**
 * Holds a size against what the type allows.
 * Source: openstack/cinder cinder/volume/volume_types.py (provision_filter_on_size).
 * @throws 400
 */
export function refuseSizeOfType(type: VolumeType, sizeGib: number): void {
  const [least, most] = ['min', 'max'].map((end) => {
    return type.extraSpecs.get(`provisioning:${end}_vol_size`) || undefined
  })
  const size = `Specified volume size of '${sizeGib}' is`
  if (least !== undefined && sizeGib < Number(least)) {
    throw invalidInput(
      `${size} less than the minimum required size of '${least}' for volume type '${type.name}'.`,
    )
  }
  if (most !== undefined && sizeGib > Number(most)) {
    throw invalidInput(
      `${size} greater than the maximum allowable size of '${most}' for volume type '${type.name}'.`,
    )
  }
}
