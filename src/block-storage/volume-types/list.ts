/**
 * Which types a list shows, and in which order. There are tens of types, not millions, so they are
 * sifted in memory. Source: openstack/cinder cinder/api/v3/types.py (_get_volume_types),
 * cinder/db/api.py (_process_volume_types_filters).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { literalEval, str } from '../../kernel/python.ts'
import { booleanFrom } from '../booleans.ts'
import { invalidSortKey, type SortKey } from '../listing.ts'
import { MV } from '../microversions.ts'
import {
  isGranted,
  isUserVisible,
  isVisible,
  type Viewer,
  type VolumeType,
} from './volume-types.ts'

type Filter = (type: VolumeType) => boolean

const NOTHING: Filter = () => false

/** Columns of cinder's table that can be compared and sorted by. Some are the same everywhere. */
const COLUMNS = new Map<string, (type: VolumeType) => string | null>([
  ['id', (type) => type.id],
  ['name', (type) => type.name],
  ['description', (type) => type.description],
  ['is_public', (type) => (type.isPublic ? '1' : '0')],
  ['qos_specs_id', () => null],
  ['created_at', (type) => type.createdAt],
  ['updated_at', (type) => type.updatedAt],
  ['deleted', () => '0'],
  ['deleted_at', () => null],
])

const NO_FILTERS = ['limit', 'marker', 'offset', 'sort', 'sort_key', 'sort_dir']

/** What others than administrators may filter by. */
const CONFIGURED = ['is_public', 'extra_specs']

/**
 * Reads the filters of a request.
 * @param maySeeSensitive whether every extra spec may be filtered by
 * @throws 400
 */
export function typeFilter(ctx: RequestContext, viewer: Viewer, maySeeSensitive: boolean): Filter {
  const asked = new Map([...ctx.search].filter(([name]) => !NO_FILTERS.includes(name)))
  if (!viewer.isAdmin) restrict(asked, ctx)
  const filters: Filter[] = [
    (type) => isVisible(type, viewer),
    publicFilter(viewer, asked.get('is_public')),
  ]
  for (const [name, value] of asked) {
    if (name === 'is_public') continue
    if (name === 'extra_specs') filters.push(specsFilter(value, maySeeSensitive))
    else filters.push(columnFilter(name, value))
  }
  return (type) => filters.every((filter) => filter(type))
}

/** Of a user's filters, unknown ones are refused; before 3.52 they were passed over in silence. */
function restrict(asked: Map<string, string>, ctx: RequestContext): void {
  const known = ctx.version >= MV.SUPPORT_VOLUME_TYPE_FILTER ? CONFIGURED : ['is_public']
  const unknown = [...asked.keys()].filter((name) => !known.includes(name))
  for (const name of unknown) asked.delete(name)
  // Python's client adds it to every list, whoever asks.
  const invalid = unknown.filter((name) => name !== 'all_tenants')
  if (invalid.length > 0 && ctx.version >= MV.SUPPORT_VOLUME_TYPE_FILTER) {
    throw badRequest(`Invalid filters ${invalid.join(',')} are found in query options.`)
  }
}

function publicFilter(viewer: Viewer, text: string | undefined): Filter {
  const wanted = viewer.isAdmin ? parseIsPublic(text) : true
  if (wanted === undefined) return () => true
  if (wanted) return (type) => type.isPublic || isGranted(type, viewer)
  return (type) => !type.isPublic
}

/** Public ones where nothing is said, all for `None`. */
function parseIsPublic(text: string | undefined): boolean | undefined {
  if (text === undefined) return true
  if (text.toLowerCase() === 'none') return undefined
  const wanted = booleanFrom(text)
  if (wanted === undefined) throw badRequest(`Invalid is_public filter [${text}]`)
  return wanted
}

function specsFilter(text: string, maySeeSensitive: boolean): Filter {
  const literal = literalEval(text)
  if (!literal.ok || typeof literal.value !== 'object' || literal.value === null) return NOTHING
  const wanted = Object.entries(literal.value).map(([key, value]) => [key, str(value)] as const)
  if (!maySeeSensitive && wanted.some(([key]) => !isUserVisible(key))) return NOTHING
  return (type) =>
    wanted.every(([key, value]) => {
      const stored = type.extraSpecs.get(key)
      // A list of zones in one text: "az1, az2".
      if (key === 'RESKEY:availability_zones') return stored?.includes(value) ?? false
      return stored === value
    })
}

function columnFilter(name: string, value: string): Filter {
  const column = COLUMNS.get(name)
  return column === undefined ? NOTHING : (type) => column(type) === value
}

/** A comparison for `toSorted`; what is null comes before everything else. @throws 400 */
export function typeOrder(keys: readonly SortKey[]): (a: VolumeType, b: VolumeType) => number {
  const steps = keys.map(({ key, direction }) => {
    const column = COLUMNS.get(key)
    if (column === undefined) throw invalidSortKey()
    return { column, sign: direction === 'asc' ? 1 : -1 }
  })
  return (a, b) => {
    for (const { column, sign } of steps) {
      const order = compare(column(a), column(b))
      if (order !== 0) return order * sign
    }
    return 0
  }
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return a < b ? -1 : 1
}
