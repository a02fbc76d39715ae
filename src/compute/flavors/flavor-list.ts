/** Which flavors a list shows. Source: nova/api/openstack/compute/flavors.py (_get_flavors). */
import { Type as T } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import { among, type ListRequest, type Order } from '../../kernel/lists/request.ts'
import { integerOf, isIntegerText } from '../../kernel/numbers.ts'
import { novaList, type NovaRequest } from '../lists.ts'
import { simpleCondition, type Pattern } from '../patterns.ts'
import { MV } from '../microversions.ts'
import { FLAVOR_COLUMNS, openTo, viewerOf, visibleFlavors } from './flavor.ts'

const SORT_KEYS = [...FLAVOR_COLUMNS.keys()]
/** As every parameter of these lists. */
const mayRepeat = true
const text = { schema: T.String(), from: MV.LEGACY, mayRepeat } as const
const oneOf = (values: readonly string[], from: number) =>
  ({
    schema: T.Unsafe<string>({ type: 'string', enum: values }),
    from,
    mayRepeat,
  }) as const

export const FLAVOR_LIST = novaList({
  pagedFrom: MV.LEGACY,
  strictFrom: MV.STRICT_QUERIES,
  pagesMayRepeat: mayRepeat,
  parameters: {
    is_public: text,
    name: { ...text, from: MV.FLAVOR_NAME_FILTER },
    minRam: text,
    minDisk: text,
    sort_key: [
      oneOf(SORT_KEYS, MV.LEGACY),
      oneOf(
        SORT_KEYS.filter((key) => key !== 'rxtx_factor'),
        MV.FLAVOR_NAME_FILTER,
      ),
    ],
    sort_dir: oneOf(['asc', 'desc'], MV.LEGACY),
  },
})

export interface FlavorsAsked extends ListRequest {
  /** That their names match, where no condition says it. */
  readonly pattern: Pattern | undefined
}

/** The flavors that are asked for, among those that the caller sees. @throws 400 */
export function wantedFlavors(request: NovaRequest, ctx: RequestContext): FlavorsAsked {
  const { texts } = request
  const direction = texts['sort_dir'] === 'desc' ? 'desc' : 'asc'
  const source = texts['name']
  const pattern = source === undefined ? undefined : { column: 'name', source }
  const simple = pattern && simpleCondition(pattern)
  const conditions = [
    ...(simple === undefined ? [] : [simple]),
    ...publicity(texts['is_public'], ctx),
    ...atLeast('memory_mb', 'minRam', texts['minRam']),
    ...atLeast('root_gb', 'minDisk', texts['minDisk']),
  ]
  const order = [texts['sort_key'] ?? 'flavorid', 'id'].map((column): Order => ({
    column,
    direction,
  }))
  const asked = { ...request, conditions, order, pattern: simple ? undefined : pattern }
  return among(asked, visibleFlavors(viewerOf(ctx)))
}

/** Only administrators may ask for others than those that are open to them. */
function publicity(asked: string | undefined, ctx: RequestContext): Condition[] {
  const viewer = viewerOf(ctx)
  if (!viewer.isAdmin || asked === undefined) return [openTo(viewer)]
  if (asked.toLowerCase() === 'none') return []
  const wanted = booleanFrom(asked)
  if (wanted === undefined) throw badRequest(`Invalid is_public filter [${asked}]`)
  return wanted ? [openTo(viewer)] : [{ kind: 'in', column: 'is_public', values: [0] }]
}

function atLeast(column: string, name: string, asked: string | undefined): Condition[] {
  if (asked === undefined) return []
  if (!isIntegerText(asked)) throw badRequest(`Invalid ${name} filter [${asked}]`)
  const least = integerOf(asked)
  // No column holds a number that a double does not.
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  if (least < -most) return []
  return least > most
    ? [NEVER]
    : [{ kind: 'compare', column, operator: '>=', value: Number(least) }]
}
