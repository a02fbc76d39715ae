/** Conditions of a list as SQL. */
import type { Column, Condition, Value } from '../../kernel/lists/conditions.ts'
import type { ItemTable, ListSource, MemberTable } from './source.ts'
import { quoted, type SqlText } from './sql-text.ts'

export type ItemCondition = Extract<Condition, { kind: 'item' }>
type MembersCondition = Extract<Condition, { kind: 'members' }>
type TextCondition = Extract<Condition, { kind: 'text' }>

/** The item by whose index rows are found, and how that index calls columns of the row. */
export interface Lead {
  readonly item: ItemCondition
  readonly table: ItemTable
}

export const LEAD_ALIAS = 'item'

/** A stored column of the list's table. */
export function stored(source: ListSource, column: string, lead?: Lead): string {
  const copied = lead?.table.index?.columns[column]
  if (copied !== undefined) return `${quoted(LEAD_ALIAS)}.${quoted(copied)}`
  return `${quoted(source.alias ?? source.table)}.${quoted(column)}`
}

/** An id as the key column holds it. */
export function storedKey(source: ListSource, id: string): string {
  return source.storedKey?.(id) ?? id
}

/** @throws TypeError for a column that the resource does not declare */
export function columnOf(source: ListSource, name: string): Column {
  const column = source.columns.get(name)
  if (column === undefined) throw new TypeError(`${source.table} declares no column ${name}`)
  return column
}

/** What stands for a declared column in SQL. */
export function reference(source: ListSource, column: Column, lead?: Lead): string {
  if (column.stored === undefined) {
    const { constant } = column
    return constant === null
      ? 'cast(null as text)'
      : `cast('${String(constant).replaceAll("'", "''")}' as text)`
  }
  return column.stored.includes('.')
    ? column.stored.split('.').map(quoted).join('.')
    : stored(source, column.stored, lead)
}

/** As `lower()` of both databases: by SQLite, and by the collation of our columns, letters of ASCII. */
function lowered(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

export class Conditions {
  readonly #sql: SqlText
  readonly #source: ListSource
  readonly #lead: Lead | undefined

  constructor(sql: SqlText, source: ListSource, lead: Lead | undefined) {
    this.#sql = sql
    this.#source = source
    this.#lead = lead
  }

  add(condition: Condition): void {
    const sql = this.#sql
    switch (condition.kind) {
      case 'in':
        return this.#in(condition)
      case 'compare':
        sql.add(`${this.#column(condition.column)} ${condition.operator} `).bind(condition.value)
        return
      case 'text':
        return this.#text(this.#column(condition.column), condition)
      case 'like':
        return this.#like(this.#column(condition.column), condition.text)
      case 'item':
        return this.#item(condition)
      case 'members':
        return this.#members(condition)
      case 'member text':
        return this.#memberText(condition)
      case 'any':
        return this.#joined(condition.of, ' or ')
      case 'all':
        return this.#joined(condition.of, ' and ')
      case 'never':
        sql.add('1 = 0')
    }
  }

  #column(name: string): string {
    return reference(this.#source, columnOf(this.#source, name), this.#lead)
  }

  #in({ column: name, values, caseless }: Extract<Condition, { kind: 'in' }>): void {
    const column = this.#column(name)
    if (caseless !== true) return this.#among(column, values)
    this.#among(
      `lower(${column})`,
      values.map((value) => (typeof value === 'string' ? lowered(value) : value)),
    )
  }

  #joined(conditions: readonly Condition[], word: ' or ' | ' and '): void {
    if (conditions.length === 0) {
      this.#sql.add(word === ' or ' ? '1 = 0' : '1 = 1')
      return
    }
    this.#sql
      .add('(')
      .each(conditions, word, (one) => this.add(one))
      .add(')')
  }

  /** A list, not a chain of `or`: clients name thousands of values, databases nest less deeply. */
  #among(column: string, values: readonly Value[]): void {
    const sql = this.#sql
    const known = values.filter((value) => value !== null)
    if (known.length === 0) {
      sql.add(values.length === 0 ? '1 = 0' : `${column} is null`)
      return
    }
    const orNull = known.length < values.length
    if (orNull) sql.add('(')
    if (known.length === 1) sql.add(`${column} = `).bind(known[0])
    else
      sql
        .add(`${column} in (`)
        .each(known, ', ', (value) => sql.bind(value))
        .add(')')
    if (orNull) sql.add(` or ${column} is null)`)
  }

  #text(column: string, { place, text, caseless }: TextCondition): void {
    const sql = this.#sql
    const left = caseless ? `lower(${column})` : column
    const right = caseless ? lowered(text) : text
    if (place === 'ends') {
      const length = [...right].length
      sql
        .add(`substr(${left}, length(${left}) - `)
        .bind(length - 1)
        .add(') = ')
        .bind(right)
      return
    }
    const position = sql.dialect === 'sqlite' ? 'instr' : 'strpos'
    sql
      .add(`${position}(${left}, `)
      .bind(right)
      .add(place === 'starts' ? ') = 1' : ') > 0')
  }

  #like(column: string, text: string): void {
    const pattern = `%${text}%`
    if (this.#sql.dialect === 'postgres') {
      this.#sql.add(`cast(${column} as text) ilike `).bind(pattern)
    } else this.#sql.add(`${column} like `).bind(pattern).add(" escape '\\'")
  }

  #item(condition: ItemCondition): void {
    const table = this.#source.items?.[condition.relation]
    if (table === undefined) throw new TypeError(`no items are called ${condition.relation}`)
    const sql = this.#sql
    const owner = stored(this.#source, table.ofRow, this.#lead)
    sql.add(`exists (select 1 from ${quoted(table.table)} as other`)
    sql.add(` where other.${quoted(table.owner)} = ${owner}`)
    sql.add(` and other.${quoted(table.key)} = `).bind(condition.key)
    const value = `other.${quoted(table.value)}`
    if (condition.contains === true) {
      const position = sql.dialect === 'sqlite' ? 'instr' : 'strpos'
      sql.add(` and ${position}(${value}, `).bind(condition.value).add(') > 0)')
    } else sql.add(` and ${value} = `).bind(condition.value).add(')')
  }

  #memberText({ relation, texts }: Extract<Condition, { kind: 'member text' }>): void {
    const table = this.#memberTable(relation)
    const sql = this.#sql
    sql.add(`exists (select 1 from ${quoted(table.table)} as member`)
    sql.add(` where member.${quoted(table.owner)} = `)
    sql.add(`${stored(this.#source, table.ofRow, this.#lead)} and (`)
    const column = `member.${quoted(table.name)}`
    if (texts.length === 0) sql.add('1 = 0')
    sql.each(texts, ' or ', (text) => {
      this.#text(column, { kind: 'text', column, place: 'contains', text, caseless: true })
    })
    sql.add('))')
  }

  #memberTable(relation: string): MemberTable {
    const table = this.#source.members?.[relation]
    if (table === undefined) throw new TypeError(`no members are called ${relation}`)
    return table
  }

  /** By their number: a condition for each of thousands would be more than a database nests. */
  #members({ relation, names, held }: MembersCondition): void {
    const table = this.#memberTable(relation)
    const sql = this.#sql
    const owner = stored(this.#source, table.ofRow, this.#lead)
    sql.add(`(select count(*) from ${quoted(table.table)} as member`)
    sql.add(` where member.${quoted(table.owner)} = ${owner}`)
    sql.add(` and member.${quoted(table.name)} in (`)
    sql.each(names, ', ', (name) => sql.bind(name)).add('))')
    const count = String(names.length)
    sql.add({ all: ` = ${count}`, any: ' > 0', 'not all': ` < ${count}`, none: ' = 0' }[held])
  }
}
