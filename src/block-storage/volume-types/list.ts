/**
 * Which types a list shows. Source: openstack/cinder cinder/api/v3/types.py (_get_volume_types),
 * cinder/db/api.py (_process_volume_types_filters).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import { literalEval, str } from '../../kernel/python.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import { cinderList, refuseClosedFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { READ_SENSITIVE } from './policies.ts'
import { isUserVisible, TYPE_COLUMNS, viewerOf, visibleTypes } from './volume-types.ts'

export const typeList = cinderList({
  columns: TYPE_COLUMNS,
  resource: 'volume_type',
  filters: Object.fromEntries([...TYPE_COLUMNS.keys(), 'extra_specs'].map((name) => [name, 0])),
  conditions: typeConditions,
  visible: (ctx) => visibleTypes(viewerOf(ctx)),
})

/** @throws 400 */
function typeConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  const viewer = viewerOf(ctx)
  restrict(sent, ctx, open)
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

/** From 3.52 on unknown filters are refused; before, users' were passed over in silence. */
function restrict(sent: SentFilters, ctx: RequestContext, open: readonly string[]): void {
  if (ctx.version >= MV.SUPPORT_VOLUME_TYPE_FILTER) refuseClosedFilters(sent, ctx, open)
  else if (!ctx.isAdmin) {
    for (const name of sent.keys()) if (name !== 'is_public') sent.delete(name)
  }
}

/** Public ones where nothing is said, all for `None`. */
export function parseIsPublic(text: string | undefined): boolean | undefined {
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
