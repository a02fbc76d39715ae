/** What lists of metadata definitions may be asked for (glance/api/v2/metadef_namespaces.py). */
import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import type { Columns } from '../../kernel/lists/conditions.ts'
import { EVERYTHING, type ListRequest, type Order } from '../../kernel/lists/request.ts'
import { integerOf, isIntegerText } from '../../kernel/numbers.ts'
import { always } from '../../kernel/operation.ts'
import { queryOf, withQuery, type Query } from '../../kernel/query.ts'

export type Texts = Readonly<Record<string, string | undefined>>

export interface MetadefRequest extends ListRequest {
  /** The last text of each parameter. */
  readonly texts: Texts
  /** What the answer says of its own address: with the query, but for the marker. */
  readonly first: string
}

interface MetadefList {
  /** What it can be sorted by; a list without pages looks at no sort key. */
  readonly columns?: Columns
  readonly visibilities: readonly string[]
  /** What its links begin with, where it has pages that are linked. */
  readonly address?: string
  /** Parameters that the list reads itself. */
  readonly others?: readonly string[]
  readonly limits: {
    readonly usual?: number
    readonly least: number
    readonly most?: number
    /** What an empty text means; it is refused where this is left out. */
    readonly empty?: 'none'
  }
}

const PAGING = ['limit', 'marker', 'sort_key', 'sort_dir', 'visibility']

export function metadefList(list: MetadefList): Query<MetadefRequest> {
  const names = [...PAGING, ...(list.others ?? [])]
  const schema = T.Object(Object.fromEntries(names.map((name) => [name, T.Optional(T.String())])))
  return queryOf(always(schema), {
    check: (sent) => void requestIn(list, sent.parameters),
    read: (sent) => requestIn(list, sent.parameters),
  })
}

/** @throws 400 */
function requestIn(list: MetadefList, parameters: URLSearchParams): MetadefRequest {
  const { address = '' } = list
  const texts: Texts = Object.fromEntries(parameters)
  const order = orderIn(list.columns, texts)
  refuseVisibility(list.visibilities, texts['visibility'])
  // A parameter that repeats is written once.
  const asked = new URLSearchParams([...new Map(parameters)])
  asked.delete('marker')
  return {
    ...EVERYTHING,
    texts,
    order,
    limit: limitIn(list, texts['limit']),
    first: asked.size === 0 ? address : withQuery(address, asked, {}),
    nextPage: (marker) => withQuery(address, asked, { marker }),
  }
}

function orderIn(columns: Columns | undefined, texts: Texts): Order[] {
  const { sort_key: key = 'created_at', sort_dir: direction = 'desc' } = texts
  if (direction !== 'asc' && direction !== 'desc') {
    throw badRequest(`Invalid sort direction: ${direction}`)
  }
  if (columns?.has(key) === false) throw badRequest('Sort key supplied was not valid.')
  const keys = new Set(key === 'id' ? ['created_at', 'id'] : [key, 'created_at', 'id'])
  return [...keys].map((column) => ({ column, direction }))
}

function refuseVisibility(known: readonly string[], text: string | undefined): void {
  if (text && !known.includes(text)) throw badRequest(`Invalid visibility value: ${text}`)
}

function limitIn({ limits }: MetadefList, text: string | undefined): number | undefined {
  const { usual, least, most = Number.MAX_SAFE_INTEGER, empty } = limits
  if (text === undefined || (text === '' && empty === 'none')) return usual
  if (!isIntegerText(text)) throw badRequest('limit param must be an integer')
  const limit = integerOf(text)
  if (limit < least) throw badRequest('limit param must be positive')
  return limit > most ? most : Number(limit)
}
