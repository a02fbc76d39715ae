/**
 * Which types a list shows. Source: openstack/cinder cinder/api/v3/types.py (_get_volume_types),
 * cinder/db/api.py (_process_volume_types_filters).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import { literalEval, str } from '../../kernel/python.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import { cinderList, invalidFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { READ_SENSITIVE } from './policies.ts'
import { isUserVisible, TYPE_COLUMNS, viewerOf, visibleTypes } from './volume-types.ts'

/** What others than administrators may filter by. */
const CONFIGURED = ['is_public', 'extra_specs']

export const typeList = cinderList({
  columns: TYPE_COLUMNS,
  filters: Object.fromEntries([...TYPE_COLUMNS.keys(), 'extra_specs'].map((name) => [name, 0])),
  conditions: typeConditions,
})

/** @throws 400 */
function typeConditions(sent: SentFilters, ctx: RequestContext): Condition[] {
  const viewer = viewerOf(ctx)
  if (!viewer.isAdmin) restrict(sent, ctx)
  const isPublic = sent.get('is_public')
  sent.delete('is_public')
  const wanted = viewer.isAdmin ? parseIsPublic(isPublic) : true
  const others = [...sent].flatMap(([name, text]) =>
    name === 'extra_specs'
      ? specsFilter(text, ctx.allows(READ_SENSITIVE))
      : columnFilter(name, text),
  )
  return [...visibleTypes(viewer, wanted), ...others]
}

/** Of a user's filters, unknown ones are refused; before 3.52 they were passed over in silence. */
function restrict(asked: SentFilters, ctx: RequestContext): void {
  const known = ctx.version >= MV.SUPPORT_VOLUME_TYPE_FILTER ? CONFIGURED : ['is_public']
  const unknown = [...asked.keys()].filter((name) => !known.includes(name))
  for (const name of unknown) asked.delete(name)
  // Python's client adds it to every list, whoever asks.
  const invalid = unknown.filter((name) => name !== 'all_tenants')
  if (invalid.length > 0 && ctx.version >= MV.SUPPORT_VOLUME_TYPE_FILTER) {
    throw invalidFilters(invalid)
  }
}

/** Public ones where nothing is said, all for `None`. */
function parseIsPublic(text: string | undefined): boolean | undefined {
  if (text === undefined) return true
  if (text.toLowerCase() === 'none') return undefined
  const wanted = booleanFrom(text)
  if (wanted === undefined) throw badRequest(`Invalid is_public filter [${text}]`)
  return wanted
}

function specsFilter(text: string, maySeeSensitive: boolean): Condition[] {
  const literal = literalEval(text)
  if (!literal.ok || typeof literal.value !== 'object' || literal.value === null) return [NEVER]
  const wanted = Object.entries(literal.value).map(([key, value]) => [key, str(value)] as const)
  const hidden = !maySeeSensitive && wanted.some(([key]) => !isUserVisible(key))
  // A literal can spell what no database stores.
  const unstorable = wanted.some((pair) => pair.some((part) => part.includes('\0')))
  if (hidden || unstorable) return [NEVER]
  return wanted.map(([key, value]) => {
    // A list of zones in one text: "az1, az2".
    const contains = key === 'RESKEY:availability_zones'
    return { kind: 'item', relation: 'extra_specs', key, value, contains }
  })
}

/** Columns are compared as texts; the two that hold 0 or 1 as well. */
function columnFilter(name: string, text: string): Condition[] {
  return TYPE_COLUMNS.has(name) ? [{ kind: 'in', column: name, values: [text] }] : [NEVER]
}
