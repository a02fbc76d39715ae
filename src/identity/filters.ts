/**
 * Filters of lists: `name=x`, `enabled=0`, and the inexact family `name__contains`, `__startswith`,
 * `__endswith`, each also with an `i` for any case (keystone/server/flask/common.py,
 * build_driver_hints, filter_by_attributes).
 */

const FALSE = new Set(['0', 'f', 'false', 'off', 'n', 'no'])

/** A flag in a filter: anything is true that does not say false. */
export function isFalse(value: string): boolean {
  return FALSE.has(value.toLowerCase())
}

export interface Asked {
  readonly attribute: string
  readonly comparator: string
  readonly value: string
}

/** The filters of a query. Of a parameter that repeats, the first counts, as it does for Flask. */
export function askedIn(search: URLSearchParams): Asked[] {
  return [...new Set(search.keys())].map((name) => {
    const [attribute, comparator = 'equals'] = name.split('__', 2) as [string, string?]
    return { attribute, comparator, value: search.get(name)! }
  })
}

/** What of a list that was read whole is all that the query asks of these attributes. */
export function matching<Item extends object>(
  items: readonly Item[],
  search: URLSearchParams,
  attributes: readonly string[],
): Item[] {
  const asked = askedIn(search).filter(({ attribute }) => attributes.includes(attribute))
  return items.filter((item) => {
    const values = new Map<string, unknown>(Object.entries(item))
    return asked.every(({ attribute, comparator, value }) =>
      fits(values.get(attribute), comparator, value),
    )
  })
}

/** A comparator that is none asks for nothing. */
function fits(actual: unknown, comparator: string, wanted: string): boolean {
  if (comparator === 'equals') {
    return typeof actual === 'boolean' ? actual === !isFalse(wanted) : actual === wanted
  }
  if (typeof actual !== 'string') return false
  const caseless = comparator.startsWith('i')
  const [text, part] = caseless ? [actual.toLowerCase(), wanted.toLowerCase()] : [actual, wanted]
  switch (caseless ? comparator.slice(1) : comparator) {
    case 'contains':
      return text.includes(part)
    case 'startswith':
      return text.startsWith(part)
    case 'endswith':
      return text.endsWith(part)
    default:
      return true
  }
}
