/** JSON Schemas that may differ by microversion. */
import type { Static, TSchema } from 'typebox'
import { version, type Version } from './microversion.ts'

/** A JSON Schema that may differ by microversion. Made by `since`, a view, or `always`. */
export interface Shape<T = unknown> {
  /** The schema in force at `asked`, or undefined where there is none. */
  at(asked: Version): TSchema | undefined
  /** The versions at which the schema changes, ascending; what OpenAPI and tests walk. */
  readonly steps: readonly Version[]
  /** Only for inference; never set. */
  readonly type?: T
}

export type Schema = TSchema | Shape

export type ShapeType<S> = S extends Shape<infer T> ? T : S extends TSchema ? Static<S> : undefined

/**
 * A ladder of shapes: each rung holds from its version until the next one begins, so that gaps
 * and overlaps cannot be written. `since({ '2.1': A, '2.19': B })`.
 */
export function since<const R extends Record<string, TSchema>>(
  rungs: R,
): Shape<Static<R[keyof R]>> {
  const ladder = Object.entries(rungs)
    .map(([from, schema]) => ({ from: version(from), schema }))
    .sort((a, b) => b.from - a.from)
  return {
    at: (asked) => ladder.find((rung) => asked >= rung.from)?.schema,
    steps: ladder.map((rung) => rung.from).reverse(),
  }
}

/** The same schema at every version. */
export function always<S extends TSchema>(schema: S): Shape<Static<S>> {
  return { at: () => schema, steps: [0] }
}

export function toShape(schema: Schema | null | undefined): Shape | undefined {
  if (schema === undefined || schema === null) return undefined
  return 'at' in schema && typeof schema.at === 'function' ? schema : always(schema)
}
