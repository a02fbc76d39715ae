import type { Columns } from '../../kernel/lists/conditions.ts'

/** Where the rows of a list come from: declared once a resource, used by its lists and targets. */
export interface ListSource {
  readonly table: string
  /** How the table is called in the query, where that is not its name. */
  readonly alias?: string
  /** Other tables whose columns an answer shows: what stands after the table in `from`. */
  readonly joins?: string
  readonly columns: Columns
  /** The column that ids and markers name, `id` unless told, and the form in which it holds them. */
  readonly key?: string
  storedKey?(id: string): string
  /** Columns that tell in which order rows were made: `created_at`, `serial`. */
  readonly made: readonly string[]
  /** Columns by the names that conditions of kind `item` use. */
  readonly items?: Readonly<Record<string, ItemTable>>
  readonly members?: Readonly<Record<string, MemberTable>>
  /** The column that holds when a row was deleted, in tables that keep such rows. */
  readonly deleted?: string
}

interface RelatedTable {
  readonly table: string
  /** The column that refers to the row of the list, and the column of the row that it refers to. */
  readonly owner: string
  readonly ofRow: string
}

/** Keys and values that rows have. */
export interface ItemTable extends RelatedTable {
  readonly key: string
  readonly value: string
  /**
   * Columns of the row that the index on key and value goes on with, under their names there: by
   * it alone a page is then found, filtered by the first and ordered by the others.
   */
  readonly index?: { readonly within: string; readonly columns: Readonly<Record<string, string>> }
}

export interface MemberTable extends RelatedTable {
  readonly name: string
}
