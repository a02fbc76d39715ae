/** How Placement reads the parameters of a query: of most, the last counts; some may repeat. */
import type { RequestContext } from '../kernel/context.ts'
import type { Version } from '../kernel/microversion.ts'
import type { Shape } from '../kernel/operation.ts'
import { queryOf, type Query } from '../kernel/query.ts'

/** What was sent. */
export interface Parameters {
  readonly names: readonly string[]
  /** As often as it was sent. */
  all(name: string): readonly string[]
  last(name: string): string | undefined
}

function parametersOf(sent: URLSearchParams): Parameters {
  return {
    names: [...new Set(sent.keys())],
    all: (name) => sent.getAll(name),
    last: (name) => sent.getAll(name).at(-1),
  }
}

/** @param read is called once the schema is satisfied; it throws a 400 for what no schema can refuse */
export function placementQuery<T>(
  shape: Pick<Shape, 'at' | 'steps'>,
  read: (parameters: Parameters, asOf: Version) => T,
): Query<T> {
  return queryOf(shape, {
    read: ({ parameters, ctx }) => read(parametersOf(parameters), ctx.version),
  })
}

/** A parameter that policies judge, whatever else is sent; null where there is none. */
export function judgedParameter({ url }: RequestContext, name: string): string | null {
  return parametersOf(new URLSearchParams(url.split('?')[1])).last(name) ?? null
}
