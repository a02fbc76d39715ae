/**
 * What lists of Image have in common: how many items a page has, in which order they come, what the
 * pages are called.
 * Source: openstack/glance glance/api/v2/images.py (_validate_limit, _get_sorting_params,
 * ResponseSerializer.index).
 */
import { badRequest } from '../kernel/faults.ts'
import type { Order } from '../kernel/lists/request.ts'
import { withQuery } from '../kernel/query.ts'
import type { ImageOptions } from './options.ts'

/** The parameters of a list, from which those are taken that are no filters. */
export class Parameters {
  #entries: (readonly [name: string, value: string])[]

  constructor(sent: Iterable<[string, string]>) {
    this.#entries = [...sent]
  }

  has(name: string): boolean {
    return this.#entries.some(([own]) => own === name)
  }

  /** The first of that name; others stay, as filters. */
  take(name: string): string | undefined {
    const index = this.#entries.findIndex(([own]) => own === name)
    return index < 0 ? undefined : this.#entries.splice(index, 1)[0]![1]
  }

  takeAll(name: string): string[] {
    const taken = this.#entries.filter(([own]) => own === name).map(([, value]) => value)
    this.#entries = this.#entries.filter(([own]) => own !== name)
    return taken
  }

  /** What is left; of a parameter that is repeated, the last. */
  get rest(): Map<string, string> {
    return new Map(this.#entries)
  }
}

/** A whole number as Python reads it; undefined for other texts. */
export function wholeNumber(text: string): number | undefined {
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) return undefined
  return Number(text.replaceAll('_', ''))
}

/** @throws 400 */
export function pageSize(
  text: string | undefined,
  { defaultPage, maxPage }: Pick<ImageOptions, 'defaultPage' | 'maxPage'>,
): number {
  if (text === undefined) return Math.min(defaultPage, maxPage)
  const size = wholeNumber(text)
  if (size === undefined) throw badRequest('limit param must be an integer')
  if (size < 0) throw badRequest('limit param must be positive')
  return Math.min(size, maxPage)
}

/**
 * The order that a client asks for: `sort=key[:dir],…`, or `sort_key` and `sort_dir`, each repeated;
 * then by time of making and id.
 * @throws 400
 */
export function orderIn(parameters: Parameters, keys: readonly string[]): readonly Order[] {
  const asked = parameters.has('sort') ? newOrder(parameters, keys) : oldOrder(parameters, keys)
  const names = asked.names.length === 0 ? ['created_at'] : asked.names
  const { directions } = asked
  const last = directions.length === 1 ? directions[0]! : 'desc'
  const order = names.map((column, index) => ({ column, direction: directions[index] ?? last }))
  const missing = ['created_at', 'id'].filter((column) => !names.includes(column))
  return [...order, ...missing.map((column) => ({ column, direction: last }))]
}

interface Asked {
  readonly names: readonly string[]
  readonly directions: readonly Order['direction'][]
}

function newOrder(parameters: Parameters, keys: readonly string[]): Asked {
  const sort = parameters.take('sort')!
  if (parameters.has('sort_key') || parameters.has('sort_dir')) {
    throw badRequest('Old and new sorting syntax cannot be combined')
  }
  const pairs = sort
    .trim()
    .split(',')
    .map((part) => {
      const [key, ...direction] = part.split(':')
      const name = sortKey(key!, keys)
      return [name, sortDirection(direction.join(':') || 'desc')] as const
    })
  return { names: pairs.map(([name]) => name), directions: pairs.map(([, way]) => way) }
}

function oldOrder(parameters: Parameters, keys: readonly string[]): Asked {
  const names = parameters.takeAll('sort_key').map((key) => sortKey(key, keys))
  const directions = parameters.takeAll('sort_dir').map((way) => sortDirection(way))
  if (directions.length > 1 && directions.length !== names.length) {
    throw badRequest('Number of sort dirs does not match the number of sort keys')
  }
  return { names, directions: directions.length === 0 ? ['desc'] : directions }
}

function sortKey(text: string, keys: readonly string[]): string {
  const key = text.trim()
  if (keys.includes(key)) return key
  throw badRequest(`Invalid sort key: ${key}. It must be one of the following: ${keys.join(', ')}.`)
}

function sortDirection(text: string): Order['direction'] {
  const way = text.trim()
  if (way === 'asc' || way === 'desc') return way
  throw badRequest(`Invalid sort direction: ${way}`)
}

/**
 * The address of a page, from the root of the service.
 * @param marker undefined for the first page
 */
export function pageAddress(path: string, sent: URLSearchParams, marker?: string): string {
  // Each parameter once, where it came first, with its last value.
  const query = new URLSearchParams([...new Map(sent)])
  query.delete('marker')
  if (marker === undefined && query.size === 0) return path
  return withQuery(path, query, marker === undefined ? {} : { marker })
}

/** What another service asks a list for, as a client would. */
export function askedBy(texts: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams(texts)
}
