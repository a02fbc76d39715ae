import type { CompiledQuery, Kysely, QueryExecutorProvider, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { CompiledStatement, Dialect, Slot, Statement } from './database.ts'
import { kyselyOn } from './kysely.ts'
import type { Tables } from './tables.ts'

/** A Kysely query or a `sql` template that yields rows of `R`. */
interface Query<R> {
  compile(executor: QueryExecutorProvider): CompiledQuery<R>
}

type Build<P, R> = (db: Kysely<Tables>, parameters: P, dialect: Dialect) => Query<R>

/**
 * Declares a query that is compiled once per database and run many times, at a cost close to that
 * of the driver itself. Declare it once, at the top of a module; the row type is inferred:
 *
 *     const getVolume = statement((db, p: { id: string }) =>
 *       db.selectFrom('volumes').selectAll().where('id', '=', p.id))
 *     const volume = await tx.first(getVolume, { id })
 *
 * `build` runs with markers in place of the values, so the query's shape must not depend on them:
 * no branching on a parameter, no arithmetic with it, and `x = null` is never true (write
 * `is not distinct from`). A list goes through `inList`. What varies in shape uses `tx.db`.
 */
export function statement<P, R>(build: Build<P, R>): Statement<P, R> {
  return new LazyStatement(build, undefined, false)
}

/** What a row is found by that is remembered: its id, or nothing. */
export interface Identified {
  readonly id?: string
}

/**
 * The same for what many requests ask. On an SQLite file, `first` in `read` finds a row once until
 * the database changes, and gives it to all who ask (`sqlite-snapshot.ts`). Nobody may change it, so
 * it is frozen.
 *
 * @param read makes of a row what is asked for, once for each time that it is found
 */
export function rememberedStatement<P extends Identified, R, T extends object>(
  build: Build<P, R>,
  read: (row: R) => T,
): Statement<P, T> {
  return new LazyStatement(build, read, true)
}

/**
 * `where('id', 'in', inList(p.ids))`: any number of texts as one parameter of a statement, so that
 * the query's text does not depend on how many there are.
 */
export function inList(texts: readonly string[]): RawBuilder<string> {
  const list = listMarker(texts)
  return list.dialect === 'postgres'
    ? sql`(select unnest(${list}::text[]))`
    : sql`(select value from json_each(${list}))`
}

/** The same for integers, given as texts. */
export function inIntegers(texts: readonly string[]): RawBuilder<number> {
  const list = listMarker(texts)
  return list.dialect === 'postgres'
    ? sql`(select unnest(${list}::bigint[]))`
    : sql`(select cast(value as integer) from json_each(${list}))`
}

function listMarker(texts: readonly string[]): Marker {
  const marker = texts as unknown
  if (marker instanceof Marker) return new Marker(marker.name, marker.dialect, true)
  throw new TypeError('a list is a parameter of a statement; outside of one, pass the array itself')
}

/** What a parameter is while a statement is built: a place, not a value. */
class Marker {
  readonly name: string
  readonly dialect: Dialect
  readonly list: boolean

  constructor(name: string, dialect: Dialect, list: boolean) {
    this.name = name
    this.dialect = dialect
    this.list = list
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError(
      `the statement computes with its parameter '${this.name}': a statement is built before ` +
        'its values are known, so pass what it should hold',
    )
  }
}

let statements = 0

class LazyStatement<P, R, T> implements Statement<P, T> {
  readonly id = statements++
  readonly read: ((row: R) => T) | undefined
  readonly isRemembered: boolean
  readonly #build: Build<P, R>
  #sqlite: CompiledStatement | undefined
  #postgres: CompiledStatement | undefined

  constructor(build: Build<P, R>, read: ((row: R) => T) | undefined, isRemembered: boolean) {
    this.#build = build
    this.read = read
    this.isRemembered = isRemembered
  }

  compiled(dialect: Dialect): CompiledStatement {
    return dialect === 'sqlite'
      ? (this.#sqlite ??= compile(this.#build, 'sqlite', this.id))
      : (this.#postgres ??= compile(this.#build, 'postgres', this.id))
  }
}

/** By dialect: one builder for all statements. */
const describing: Partial<Record<Dialect, Kysely<Tables>>> = {}

function compile<P, R>(build: Build<P, R>, dialect: Dialect, id: number): CompiledStatement {
  const markers = new Proxy(Object.create(null) as object, {
    get: (_, name) => new Marker(String(name), dialect, false),
  })
  const db = (describing[dialect] ??= kyselyOn(dialect, async () => {
    throw new Error('a statement describes a query; it must not run one')
  }))
  const query = build(db, markers as P, dialect).compile(db)
  return { name: `s${id}`, sql: query.sql, slots: query.parameters.map(slot) }
}

function slot(parameter: unknown): Slot {
  if (parameter instanceof Marker) {
    return { name: parameter.name, list: parameter.list, constant: null }
  }
  return { name: undefined, list: false, constant: parameter }
}

/** What is asked for of a row as the database gives it, if there is one. */
export function rowOf<R>({ read }: Statement<never, R>, found: unknown): R | undefined {
  return read === undefined || found === undefined ? (found as R | undefined) : read(found as never)
}

export function rowsOf<R>({ read }: Statement<never, R>, found: unknown[]): R[] {
  return read === undefined ? (found as R[]) : found.map((row) => read(row as never))
}

/** Writes the values of one run into `values`, in the order of the placeholders. */
export function bind(
  compiled: CompiledStatement,
  parameters: unknown,
  dialect: Dialect,
  values: unknown[],
): void {
  const { slots } = compiled
  for (let index = 0; index < slots.length; index++) {
    const place = slots[index]!
    if (place.name === undefined) {
      values[index] = place.constant
      continue
    }
    const value = (parameters as Record<string, unknown>)[place.name]
    if (place.list) values[index] = bindList(place.name, value, dialect)
    else values[index] = bindable(value) ? value : refuse(place.name, value, compiled.sql)
  }
}

/** Refuses what the two databases would take differently, such as booleans, NaN and undefined. */
export function checkBound(query: CompiledQuery): void {
  const { parameters } = query
  for (let index = 0; index < parameters.length; index++) {
    if (!bindable(parameters[index])) refuse(`#${index + 1}`, parameters[index], query.sql)
  }
}

function bindable(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'bigint':
      return true
    default:
      return value === null || value instanceof Uint8Array
  }
}

function refuse(name: string, value: unknown, text: string): never {
  const kind = value instanceof Object ? value.constructor.name : String(value)
  throw new TypeError(
    `parameter '${name}' of «${text}» is ${kind}; a column takes text, finite numbers and null`,
  )
}

function bindList(name: string, value: unknown, dialect: Dialect): unknown {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new TypeError(`parameter '${name}' must be an array of texts`)
  }
  return dialect === 'postgres' ? value : JSON.stringify(value)
}
