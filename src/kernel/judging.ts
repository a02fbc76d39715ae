/**
 * What an operation holds a request to, check by check in the order of its service, and then the
 * handler: the same for requests of clients and for those that one service sends to another.
 */
import type { Tx } from '../storage/database.ts'
import { authorize, checkedBody, checkedQuery } from './checks.ts'
import type { RequestContext } from './context.ts'
import type { Check, Operation } from './operation.ts'
import { isQuery, SentQuery } from './query.ts'
import type { Mount, Service } from './service.ts'
import type { Loaded, Lock } from './target.ts'

/** What of a service its requests are judged by. */
export type Judge = Pick<Service, 'checks' | 'dialect' | 'checkHeaders' | 'env'>

export interface AskedOperation {
  readonly ctx: RequestContext
  readonly params: Readonly<Record<string, string>>
  /** As it was read, not yet checked. */
  readonly body: unknown
}

export interface Judging {
  /** The checks that need the database, where there are any. */
  readonly inside: ((tx: Tx) => Promise<void>) | undefined
  /** Runs after those. @param ready when all is checked, before the handler begins */
  handle(tx: Tx | undefined, ready?: () => void): Promise<unknown>
}

/** Apart from its target, which may be nothing. */
interface LoadedTarget {
  readonly target: Loaded<unknown>
}

interface State {
  loaded: LoadedTarget | undefined
  body: unknown
  query: unknown
}

/** Does the checks that need no database at once. @throws Fault */
export function judging(
  service: Judge,
  operation: Operation,
  { ctx, params, body: parsed }: AskedOperation,
  mount?: Mount,
): Judging {
  const { target, lock } = operation
  const order = operation.checks ?? service.checks
  const firstInside = target === undefined ? order.length : order.indexOf('target')
  const sent = new SentQuery(ctx, service.env)
  const state: State = { loaded: undefined, body: parsed, query: undefined }
  const judge = (loaded: State['loaded']): void => {
    const attributes = loaded && target!.attributes(loaded.target, params)
    authorize(operation, { ctx, params, body: state.body }, attributes)
  }
  const check = (name: Check): void => {
    if (name === 'policy') judge(state.loaded)
    if (name === 'body') {
      state.body = checkedBody(operation, ctx, service, mount, parsed)
      service.checkHeaders?.(operation, ctx)
      state.query = checkedQuery(operation, sent, service)
    }
  }
  for (const name of order.slice(0, firstInside)) check(name)
  const load = async (tx: Tx, held: Lock | undefined): Promise<LoadedTarget> => {
    const query = sent.texts(service.dialect.repeated)
    const search = { ctx, params, env: service.env, query, body: state.body, lock: held }
    return { target: await target!.load(tx, search) }
  }
  const isOutside = operation.transaction === 'none'
  const inside = async (tx: Tx): Promise<void> => {
    for (const name of order.slice(firstInside)) {
      if (name !== 'target') check(name)
      else state.loaded = await load(tx, isOutside ? undefined : lock)
    }
  }
  const reload = async (tx: Tx): Promise<unknown> => {
    const loaded = await load(tx, lock)
    judge(loaded)
    return target!.existing(loaded.target, params, state.body)
  }
  const handle = async (tx: Tx | undefined, ready?: () => void): Promise<unknown> => {
    const query = isQuery(operation.query) ? operation.query.read(sent) : state.query
    const input = { tx, ctx, env: service.env, params, query, body: state.body }
    if (operation.refuse !== undefined) await operation.refuse(input)
    const { loaded } = state
    const found = loaded && target!.existing(loaded.target, params, state.body)
    ready?.()
    return operation.handle({
      ...input,
      target: found,
      reload: isOutside ? reload : undefined,
    })
  }
  return { inside: firstInside < order.length ? inside : undefined, handle }
}
