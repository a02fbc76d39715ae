import type { Fault } from '../../kernel/faults.ts'
import { badRequest } from '../../kernel/faults.ts'
import { notExpected } from '../faults.ts'

/** By what endpoints can be chosen. */
const FILTERS = ['service_id', 'region_id', 'interface'] as const

export type EndpointFilters = Readonly<Record<string, unknown>>

type Choosable = Readonly<Record<(typeof FILTERS)[number], string | null>>

/** Is the endpoint all that the filters of a group say? */
export function belongs(endpoint: Choosable, filters: EndpointFilters): boolean {
  return FILTERS.every((name) => !(name in filters) || filters[name] === endpoint[name])
}

/** @throws 400 for a filter by anything else */
export function refuseUnknownFilters(filters: EndpointFilters): void {
  const known = new Set<string>(FILTERS)
  if (Object.keys(filters).some((name) => !known.has(name))) {
    throw notExpected(FILTERS.join(' or '), 'endpoint_group')
  }
}

export function filtersMissing(): Fault {
  return badRequest('filters field is required and cannot be empty')
}
