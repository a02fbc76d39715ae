import { CompiledQuery, sql, type RawBuilder } from 'kysely'
import type { Dialect } from '../database.ts'

/** SQL that somebody else wrote, `?` where its values go. */
export interface SqlPart {
  readonly text: string
  readonly values: readonly unknown[]
}

/** The same for the query builder. */
export function rawOf<T>({ text, values }: SqlPart): RawBuilder<T> {
  const pieces = text.split('?')
  return sql<T>(Object.assign(pieces, { raw: pieces }), ...values)
}

/**
 * A query put together as text. Equal shapes give equal texts, by which connections find what they
 * prepared; nothing is built but the text and the array of its values.
 */
export class SqlText {
  readonly dialect: Dialect
  readonly #values: unknown[] = []
  #text = ''

  constructor(dialect: Dialect) {
    this.dialect = dialect
  }

  add(text: string): this {
    this.#text += text
    return this
  }

  bind(value: unknown): this {
    this.#values.push(value)
    this.#text += this.dialect === 'postgres' ? `$${this.#values.length}` : '?'
    return this
  }

  part({ text, values }: SqlPart): this {
    const pieces = text.split('?')
    this.#text += pieces[0]
    for (let index = 1; index < pieces.length; index++) {
      this.bind(values[index - 1]).add(pieces[index]!)
    }
    return this
  }

  /** `write` for each item, `separator` between them. */
  each<T>(items: readonly T[], separator: string, write: (item: T) => void): this {
    items.forEach((item, index) => {
      if (index > 0) this.#text += separator
      write(item)
    })
    return this
  }

  query<R>(): CompiledQuery<R> {
    return CompiledQuery.raw(this.#text, this.#values)
  }
}

export function quoted(name: string): string {
  return `"${name}"`
}
