/** Lists that no table of attributes describes. Source: neutron/api/api_common.py (get_filters_from_dict). */
import { Type as T } from 'typebox'
import type { Filter } from '../kernel/attributes/attribute.ts'
import { invalidFilters } from '../kernel/attributes/list.ts'
import { always } from '../kernel/operation.ts'
import { queryOf, type Query } from '../kernel/query.ts'

/** A filter whose values are looked at, and which leaves nothing out: upstream has no column for it. */
export const PASSED_OVER: Filter = () => ({ kind: 'all', of: [] })

export interface LooseRequest {
  /** By attribute, the texts of which it has to be one; an attribute that is not filtered by is not in it. */
  readonly filters: ReadonlyMap<string, readonly string[]>
  /** The attributes to show; undefined for all. */
  readonly fields: ReadonlySet<string> | undefined
}

/** A list of a plugin that validates no filters: what it does not know it passes over, pages too. */
export function looseList(attributes: readonly string[]): Query<LooseRequest> {
  return listWith(attributes, () => undefined)
}

/** A list that refuses filters that it does not know, and has neither order nor pages. */
export function filteredList(attributes: readonly string[]): Query<LooseRequest> {
  return listWith(attributes, (parameters) => {
    const refusal = invalidFilters(parameters, (name) => attributes.includes(name))
    if (refusal !== undefined) throw refusal
  })
}

function listWith(
  attributes: readonly string[],
  check: (parameters: URLSearchParams) => void,
): Query<LooseRequest> {
  const names = [...attributes, 'fields']
  const schema = T.Object(Object.fromEntries(names.map((name) => [name, T.Optional(T.String())])))
  return queryOf(always(schema), {
    check: ({ parameters }) => check(parameters),
    read({ parameters }) {
      const filters = attributes
        .filter((name) => parameters.has(name))
        .map((name) => [name, parameters.getAll(name)] as const)
      const fields = parameters.getAll('fields').filter((name) => name !== '')
      return {
        filters: new Map(filters),
        fields: fields.length === 0 ? undefined : new Set(fields),
      }
    },
  })
}
