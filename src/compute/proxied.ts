/**
 * What calls have in common that only pass on what other services answer: up to 2.35, since clients
 * can ask those themselves. What the other service says comes as its client library words it.
 * Source: openstack/nova nova/api/openstack/api_version_request.py (MAX_PROXY_API_SUPPORT_VERSION),
 * nova/api/openstack/common.py (limited); python-neutronclient neutronclient/v2_0/client.py
 * (exception_handler_v20); python-cinderclient cinderclient/exceptions.py.
 */
import { Type as T } from 'typebox'
import type { RequestContext } from '../kernel/context.ts'
import { Fault } from '../kernel/faults.ts'
import { MAX_LIMIT } from '../kernel/lists/paging.ts'
import { NATURAL_NUMBER } from './parameters.ts'

export const VERSIONS = ['2.1', '2.35'] as const

/** The query of lists that are cut at last. */
export const LIMITS = T.Object(
  { limit: T.Optional(NATURAL_NUMBER), offset: T.Optional(NATURAL_NUMBER) },
  { additionalProperties: true },
)

interface Limits {
  readonly limit?: string
  readonly offset?: string
}

/** How many items of a list have to be known to cut it. */
export function wantedOf({ limit, offset }: Limits): { first: number; end: number } {
  const first = Number(offset ?? 0)
  // 0 means no limit.
  const most = Math.min(Number(limit ?? 0) || MAX_LIMIT, MAX_LIMIT)
  return { first, end: first + most }
}

export function limited<Item>(items: readonly Item[], query: Limits): Item[] {
  const { first, end } = wantedOf(query)
  return items.slice(first, end)
}

/** What Neutron said, as its client does. */
export function neutronSaid(ctx: RequestContext, { message }: Fault): string {
  return `${message}\nNeutron server returns request_ids: ['${ctx.requestId}']`
}

/** What Cinder said, as its client does. */
export function cinderSaid(ctx: RequestContext, { status, message }: Fault): string {
  return `${message} (HTTP ${status}) (Request-ID: ${ctx.requestId})`
}

/** @param translated the refusal of Compute for that of the other service */
export async function asRefusedBy<Result>(
  asked: Promise<Result>,
  translated: (refused: Fault) => Fault,
): Promise<Result> {
  try {
    return await asked
  } catch (error) {
    throw error instanceof Fault ? translated(error) : error
  }
}
