import type { RequestContext } from '../kernel/context.ts'
import { version } from '../kernel/microversion.ts'
import { Reply } from '../kernel/operation.ts'
import type { PlacementEnv } from './operation.ts'
import { parseTime } from '../kernel/clock.ts'

/** Answers say from here on when what they show last changed. */
const WITH_TIMES = version('1.15')

/** What a reader needs to know of a row's times; ISO. */
export interface Times {
  readonly created_at: string
  readonly updated_at?: string | null
}

/**
 * An answer that caches must not keep, with the time of the newest of `rows`: now, where there is none.
 * Source: placement/util.py (pick_last_modified).
 */
export function fresh(
  ctx: RequestContext,
  { clock }: PlacementEnv,
  rows: readonly Times[],
  answer: { status?: number; body?: unknown; headers?: Record<string, string> } = {},
): Reply {
  if (ctx.version < WITH_TIMES) return new Reply(answer)
  const times = rows.map(({ created_at, updated_at }) => parseTime(updated_at ?? created_at))
  const last = new Date(times.length === 0 ? clock.now() : Math.max(...times))
  const headers = { 'Last-Modified': last.toUTCString(), 'Cache-Control': 'no-cache' }
  return new Reply({ ...answer, headers: { ...answer.headers, ...headers } })
}
