/**
 * The rows of a resource that is a table of attributes (docs/adr/0024): one column an attribute.
 * Booleans are 0 and 1; what no column can hold as it is (lists, dictionaries) is JSON.
 */
import { sql, type Kysely } from 'kysely'
import type { AnyAttribute } from '../../kernel/attributes/attribute.ts'
import {
  OLD_OWNER,
  type Attributes,
  type AttributeTable,
  type Item,
} from '../../kernel/attributes/table.ts'
import { columns, type Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Statement, Tx } from '../../storage/database.ts'
import { findRow, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockRow } from '../../storage/locks.ts'
import { statement } from '../../storage/statement.ts'
import type { Tables } from '../../storage/tables.ts'

/** What the columns of a row hold, where that is not the attributes alone. */
export interface Layout<A extends Attributes, Elsewhere extends keyof A, Hidden> {
  readonly table: keyof Tables & string
  /** Attributes that other tables hold, or that are worked out for each caller. */
  readonly elsewhere: readonly Elsewhere[]
  /** Columns that clients never see. Lists can be filtered by them. */
  readonly hidden?: { readonly [K in keyof Hidden]: Kind }
  readonly members?: ListSource['members']
  /** Attributes whose changes are no revision: upstream keeps them in tables of their own. */
  readonly uncounted?: readonly (keyof A & string)[]
}

type Kind = 'text' | 'integer' | 'boolean' | 'json'

/** What the row of a resource says of it. */
export type Stored<A extends Attributes, Elsewhere extends keyof A, Hidden = unknown> = Omit<
  Item<A>,
  Elsewhere | typeof OLD_OWNER
> &
  Hidden

interface ColumnOf {
  readonly member: string
  readonly column: string
  readonly kind: Kind
}

/** What the JSON of a column was, and what it said. */
interface Parsed {
  readonly text: string | number
  readonly value: unknown
}

type Row = Readonly<Record<string, string | number | null>>
type Writable = Record<string, string | number | null>

export class Rows<A extends Attributes, Elsewhere extends keyof A, Hidden = unknown> {
  readonly source: ListSource
  readonly #table: keyof Tables & string
  readonly #columns: readonly ColumnOf[]
  readonly #select: string
  readonly #blank: Readonly<Record<string, unknown>>
  readonly #uncounted: ReadonlySet<string>
  readonly #isRevised: boolean
  readonly #insertOne: Statement<Writable, unknown>

  constructor(table: AttributeTable<A>, layout: Layout<A, Elsewhere, Hidden>) {
    const { members, hidden = {}, uncounted = [] } = layout
    this.#uncounted = new Set(uncounted)
    this.#isRevised = table.attributes.has('revision_number')
    const hiddenColumns = Object.entries<Kind>(hidden)
    const elsewhere = new Set<string>([...layout.elsewhere.map(String), OLD_OWNER])
    this.#table = layout.table
    this.#columns = [
      ...[...table.attributes]
        .filter(([name]) => !elsewhere.has(name))
        .map(([name, one]) => ({ member: name, column: one.stored ?? name, kind: kindOf(one) })),
      ...hiddenColumns.map(([name, kind]) => ({ member: name, column: name, kind })),
    ]
    this.#blank = blankOf(this.#columns)
    this.#select = this.#columns.map(({ column }) => `"${layout.table}"."${column}"`).join(', ')
    this.#insertOne = statement((db, row: Writable) =>
      rowsOf({ db })
        .insertInto(layout.table)
        .values(Object.fromEntries(this.#columns.map(({ column }) => [column, row[column]!])))
        .onConflict((conflict) => conflict.doNothing()),
    )
    const filtered = hiddenColumns.map(([name, kind]) => {
      return [name, [kind === 'json' ? 'text' : kind, {}]] as const
    })
    this.source = {
      table: layout.table,
      columns: new Map([...columns(Object.fromEntries(filtered)), ...table.columns]),
      made: ['id'],
      ...(members && { members }),
    }
  }

  async list(tx: Tx, request: ListRequest): Promise<Stored<A, Elsewhere, Hidden>[]> {
    const rows = await listRows<Row>(tx, this.source, this.#select, request)
    const parsed: Parsed[] = []
    return rows.map((row) => this.#read(row, parsed))
  }

  /** @param lock what must not happen to it before the transaction ends */
  async find(
    tx: Tx,
    id: string,
    visible: readonly Condition[] = [],
    lock?: Lock,
  ): Promise<Stored<A, Elsewhere, Hidden> | undefined> {
    // Ids match in whatever case, as by the collation of the real database.
    const key = id.toLowerCase()
    await lockRow(tx, this.#table, { id: key }, lock)
    const row = await findRow<Row>(tx, this.source, this.#select, key, visible)
    return row && this.#read(row)
  }

  /** All whose column has one of the values, in the order of their ids. */
  async having(
    tx: Tx,
    column: string,
    values: readonly string[],
  ): Promise<Stored<A, Elsewhere, Hidden>[]> {
    if (values.length === 0) return []
    const rows = await rowsOf(tx)
      .selectFrom(this.#table)
      .select(this.#columns.map((one) => one.column))
      .where(column, 'in', values)
      .orderBy('id')
      .execute()
    const parsed: Parsed[] = []
    return rows.map((row) => this.#read(row as Row, parsed))
  }

  async insert(tx: Tx, items: readonly Stored<A, Elsewhere, Hidden>[]): Promise<void> {
    const rows = items.map((item) => this.#written(item as Record<string, unknown>))
    await rowsOf(tx).insertInto(this.#table).values(rows).execute()
  }

  /** All of it is said. False where another row has what must be unique. */
  async insertUnlessTaken(tx: Tx, item: Stored<A, Elsewhere, Hidden>): Promise<boolean> {
    return (await tx.run(this.#insertOne, this.#written(item))) === 1
  }

  /**
   * Changes what differs, and counts the revision up; what already is so is no change. The statement
   * names the revision that was seen, so that a target that nobody locked is noticed.
   * @param isChanged something was, that other tables hold
   */
  async change(
    tx: Tx,
    now: Stored<A, Elsewhere, Hidden>,
    changes: Partial<Stored<A, Elsewhere, Hidden>>,
    at: string,
    isChanged = false,
  ): Promise<Stored<A, Elsewhere, Hidden>> {
    const [before, after] = [this.#written(now), this.#written(changes)]
    const differing = Object.entries(after).filter(([column, value]) => before[column] !== value)
    if (differing.length === 0 && !isChanged) return now
    const { id, revision_number: seen } = now as unknown as Identified
    const isCounted = isChanged || differing.some(([column]) => !this.#uncounted.has(column))
    const counted = this.#isRevised && {
      revision_number: isCounted ? seen + 1 : seen,
      updated_at: at,
    }
    const query = rowsOf(tx)
      .updateTable(this.#table)
      .set({ ...Object.fromEntries(differing), ...counted })
      .where('id', '=', id)
    const { numUpdatedRows } = await (
      this.#isRevised ? query.where('revision_number', '=', seen) : query
    ).executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new Error(`${this.#table} ${id} was changed though locked`)
    return { ...now, ...changes, ...counted }
  }

  /**
   * Counts up the revisions of those of which something was changed that other tables hold.
   * @param times how many things
   */
  async touch(tx: Tx, ids: readonly string[], at: string, times = 1): Promise<void> {
    if (ids.length === 0 || times === 0) return
    await rowsOf(tx)
      .updateTable(this.#table)
      .set({ revision_number: sql`revision_number + ${times}`, updated_at: at })
      .where('id', 'in', ids)
      .execute()
  }

  async remove(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await rowsOf(tx).deleteFrom(this.#table).where('id', 'in', ids).execute()
  }

  /**
   * @param parsed what was parsed of the row before. Most rows of a list hold the same, which is then the
   * same value, and is written down once too (`writtenList`).
   */
  #read(row: Row, parsed: Parsed[] = []): Stored<A, Elsewhere, Hidden> {
    const item = { ...this.#blank }
    for (let i = 0; i < this.#columns.length; i++) {
      const { member, column, kind } = this.#columns[i]!
      const value = row[column]!
      if (value === null || kind === 'text' || kind === 'integer') item[member] = value
      else if (kind === 'boolean') item[member] = value === 1
      else {
        if (parsed[i]?.text !== value)
          parsed[i] = { text: value, value: JSON.parse(value as string) }
        item[member] = parsed[i]!.value
      }
    }
    return item as Stored<A, Elsewhere, Hidden>
  }

  #written(item: Readonly<Record<string, unknown>>): Writable {
    const row: Writable = {}
    for (const { member, column, kind } of this.#columns) {
      const value = item[member]
      if (value === undefined) continue
      if (value === null) row[column] = null
      else if (kind === 'boolean') row[column] = Number(value)
      else row[column] = kind === 'json' ? JSON.stringify(value) : (value as string | number)
    }
    return row
  }
}

interface Identified {
  readonly id: string
  readonly revision_number: number
}

/**
 * An item without values. Its copies have one shape, which engines keep no longer where an object of so
 * many members is made member by member, so that each look at one costs more.
 */
function blankOf(columns: readonly ColumnOf[]): Record<string, unknown> {
  const members = columns.map(({ member }) => [member, null] as const)
  return JSON.parse(JSON.stringify(Object.fromEntries(members)))
}

function kindOf({ converter, type }: AnyAttribute): Kind {
  return converter?.column ?? type?.column ?? 'json'
}

/** A table whose name is known only when the program runs. */
function rowsOf({ db }: Pick<Tx, 'db'>): Kysely<Record<string, Writable>> {
  return db as unknown as Kysely<Record<string, Writable>>
}
