/**
 * Requests that one service sends to another on behalf of its caller, as Nova's proxies send them to
 * Neutron and Cinder: judged and answered by the operation itself, in the transaction of the caller.
 * A facade says which operations can be asked so.
 */
import type { Tx } from '../storage/database.ts'
import type { RequestContext } from './context.ts'
import { judging, type Judge } from './judging.ts'
import type { Version } from './microversion.ts'
import { Reply, type Operation } from './operation.ts'
import { dumps } from './python.ts'

export interface Receiver extends Judge {
  readonly type: string
  readonly operations: readonly Operation[]
}

export interface RelayedCall {
  /** Of the path. */
  readonly params?: Readonly<Record<string, string>>
  /** Of the query string. */
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly version?: Version
}

/** @param id of the operation @throws Fault as the operation refuses; Error where nobody can be asked so */
export type Ask = (tx: Tx, id: string, call?: RelayedCall) => Promise<unknown>

/** @param ctx of the caller, in whichever service */
export function askerOf(receiver: Receiver, ctx: RequestContext): Ask {
  const operations = new Map(receiver.operations.map((operation) => [operation.id, operation]))
  return async (tx, id, { params = {}, query = {}, body, version } = {}) => {
    const operation = operations.get(id)
    if (operation === undefined || operation.transaction === 'none') {
      throw new Error(`${receiver.type} does not answer "${id}" to other services`)
    }
    const { method } = operation
    const url = urlOf(operation.path, params, query)
    const asked = { ctx: ctx.relayed(receiver.type, { version, method, url }), params, body }
    const judged = judging(receiver, operation, asked)
    await judged.inside?.(tx)
    const result = await judged.handle(tx)
    // As a client reads it: parts of it may be JSON already.
    const shown = result instanceof Reply ? result.body : result
    return shown === undefined ? undefined : JSON.parse(dumps(shown))
  }
}

function urlOf(
  path: string,
  params: Readonly<Record<string, string>>,
  query: NonNullable<RelayedCall['query']>,
): string {
  const texts = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  return texts.length === 0 ? filled : `${filled}?${new URLSearchParams(texts).toString()}`
}
