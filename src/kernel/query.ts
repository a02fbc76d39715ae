/**
 * The query string of a request. The kernel and the list dialects of the services read it; handlers
 * and stores get what an operation's `query` makes of it.
 */
import type { RequestContext } from './context.ts'
import { Type as T } from 'typebox'
import { always, type Shape } from './operation.ts'

/** What a dialect may look at while it reads a query. Most requests have none: parsed on demand. */
export class SentQuery {
  readonly ctx: RequestContext
  /** What the service was wired with: a list's usual length may be configured. */
  readonly env: unknown
  #parameters: URLSearchParams | undefined

  constructor(ctx: RequestContext, env: unknown) {
    this.ctx = ctx
    this.env = env
  }

  /** As sent: parameters may repeat. */
  get parameters(): URLSearchParams {
    if (this.#parameters === undefined) {
      const { url } = this.ctx
      const start = url.indexOf('?')
      this.#parameters = new URLSearchParams(start < 0 ? '' : url.slice(start + 1))
    }
    return this.#parameters
  }

  /** The text of each parameter. */
  texts(repeated: Repeated): Record<string, string> {
    if (!this.ctx.url.includes('?')) return {}
    const pairs = [...this.parameters]
    return Object.fromEntries(repeated === 'last' ? pairs : pairs.reverse())
  }
}

/**
 * A query that is read into a value of its own, such as a `ListRequest`. Its schema is what the
 * parameters' texts are checked against, and what OpenAPI shows.
 */
export interface Query<T> extends Shape<T> {
  /** Refuses what no schema of single texts can: repeated parameters. Checked with the schema. */
  check?(sent: SentQuery): void
  /** Runs after all checks, before the handler, which gets the result. @throws 400 */
  read(sent: SentQuery): T
}

/** A query whose shape is `shape`, and whose value `read` makes. */
export function queryOf<T>(
  shape: Pick<Shape, 'at' | 'steps'>,
  methods: Pick<Query<T>, 'check' | 'read'>,
): Query<T> {
  return { at: shape.at, steps: shape.steps, ...methods }
}

export function isQuery(shape: Shape | undefined): shape is Query<unknown> {
  return shape !== undefined && 'read' in shape
}

/** The query of a list that has neither filters nor pages. */
export const NO_PARAMETERS = always(T.Object({}))

/** Which one of a repeated parameter counts: Flask's first, WebOb's last. */
export type Repeated = 'first' | 'last'

/** `address` with the query `parameters`, some of them replaced. */
export function withQuery(
  address: string,
  parameters: URLSearchParams,
  replaced: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams(parameters)
  for (const [name, value] of Object.entries(replaced)) query.set(name, value)
  // As Python quotes, whose unreserved characters are others.
  return `${address}?${query.toString().replaceAll('%7E', '~').replaceAll('*', '%2A')}`
}
