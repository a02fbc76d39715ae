/** How the backends of Block Storage are written: as text, or as a list in the YAML file. */
import type { SimulatedBackend, SimulatedPool } from '../drivers/volume/backends.ts'
import type { Kind } from './kinds.ts'

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
const ZONE = /^[^\s,:]{1,255}$/
const CAPACITY = /^[1-9]\d{0,8}$/

type Raw = Readonly<Record<string, unknown>>
type Capabilities = NonNullable<SimulatedPool['capabilities']>

/**
 * `fast=1000,slow` (names, with their capacity in GiB) as text. In YAML a list of names, or of maps
 * with `name`, `backend-name`, `hosts`, `zone`, `capacity`, `capabilities` and `pools`.
 */
export const backends: Kind<readonly SimulatedBackend[]> = {
  placeholder: '<name=GiB>',
  takes:
    'names of backends, each with its capacity in GiB where that matters: fast=1000,slow; or a ' +
    'list of them in the file',
  read(raw) {
    const parts = typeof raw === 'string' ? raw.split(',').map(fromText) : raw
    if (!Array.isArray(parts) || parts.length === 0) return undefined
    return distinct(parts.map((part: unknown) => backendFrom(part)))
  },
}

function fromText(part: string): Raw {
  const [name, capacity] = part.split('=', 2).map((word) => word.trim())
  return { name, ...(capacity !== undefined && { capacity }) }
}

/** Undefined where one of them is, or where two have one name. */
function distinct<T extends SimulatedPool>(
  read: readonly (T | undefined)[],
): readonly T[] | undefined {
  const known = read.filter((each): each is T => each !== undefined)
  const names = new Set(known.map(({ name }) => name))
  return names.size === read.length ? known : undefined
}

const OF_POOLS: readonly string[] = ['name', 'capacity', 'capabilities']
const OF_BACKENDS: readonly string[] = [...OF_POOLS, 'backend-name', 'hosts', 'zone', 'pools']

function backendFrom(raw: unknown): SimulatedBackend | undefined {
  const map = mapOf(raw)
  const pool = map && poolFrom(map, OF_BACKENDS)
  if (pool === undefined) return undefined
  const { 'backend-name': backendName, hosts, zone, pools } = map!
  const readPools = pools === undefined ? undefined : poolsFrom(pools)
  if (
    (pools !== undefined && readPools === undefined) ||
    !isOptional(backendName, isText) ||
    !isOptional(hosts, isHosts) ||
    !isOptional(zone, isZone)
  ) {
    return undefined
  }
  return { ...pool, backendName, hosts, zone, pools: readPools }
}

function poolsFrom(raw: unknown): readonly SimulatedPool[] | undefined {
  if (!Array.isArray(raw) || raw.length === 0) return undefined
  return distinct(
    raw.map((each: unknown) => {
      const map = mapOf(each)
      return map && poolFrom(map, OF_POOLS)
    }),
  )
}

function mapOf(raw: unknown): Raw | undefined {
  if (typeof raw === 'string') return { name: raw }
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? { ...raw } : undefined
}

function poolFrom(map: Raw, known: readonly string[]): SimulatedPool | undefined {
  const { name, capacity, capabilities } = map
  const isKnown = Object.keys(map).every((key) => known.includes(key))
  if (!isKnown || typeof name !== 'string' || !NAME.test(name)) return undefined
  if (capacity !== undefined && !isCapacity(capacity)) return undefined
  if (!isOptional(capabilities, isCapabilities)) return undefined
  return {
    name,
    capacityGib: capacity === undefined ? undefined : Number(capacity),
    capabilities,
  }
}

function isCapacity(value: unknown): value is string | number {
  return (typeof value === 'string' || typeof value === 'number') && CAPACITY.test(`${value}`)
}

function isOptional<T>(value: unknown, is: (value: unknown) => value is T): value is T | undefined {
  return value === undefined || is(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isZone(value: unknown): value is string {
  return typeof value === 'string' && ZONE.test(value)
}

function isHosts(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((host) => typeof host === 'string' && NAME.test(host))
  )
}

const PLAIN: readonly string[] = ['string', 'number', 'boolean']

function isCapabilities(value: unknown): value is Capabilities {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => PLAIN.includes(typeof each))
  )
}
