/**
 * Lists and targets from a declaration, on a table of a service that is not: soft delete, visibility
 * by project, sharing and membership, times of change, items and tags.
 */
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { boolean, columns, NEVER, text, type Condition } from '../../src/kernel/lists/conditions.ts'
import { among, EVERYTHING, type ListRequest, type Order } from '../../src/kernel/lists/request.ts'
import type { Database, Tx } from '../../src/storage/database.ts'
import { countRows, findRow, listRows, rowsAndOneMore } from '../../src/storage/lists/page.ts'
import type { ListSource } from '../../src/storage/lists/source.ts'
import { BACKENDS, freshDatabase, type Backend } from '../support/databases.ts'

const TOYS: ListSource = {
  table: 'toys',
  columns: columns({
    id: text(),
    project_id: text(),
    label: text({ stored: 'name', nullable: true }),
    shared: boolean(),
    created_at: text(),
    updated_at: text(),
  }),
  made: ['created_at', 'serial'],
  deleted: 'deleted_at',
  items: {
    metadata: { table: 'toy_items', owner: 'toy', ofRow: 'serial', key: 'key', value: 'value' },
  },
  members: {
    tags: { table: 'toy_tags', owner: 'toy', ofRow: 'serial', name: 'name' },
    users: { table: 'toy_users', owner: 'toy', ofRow: 'serial', name: 'project_id' },
  },
}

/** By id: project, name, shared, hour of the last change, whether it is deleted. */
const ROWS = [
  ['z', 'one', 'Ball', 0, 1, null],
  ['y', 'one', null, 0, 5, 'now'],
  ['x', 'two', 'ballet', 1, 3, null],
  ['w', 'two', 'kite', 0, 4, null],
  ['v', 'two', '100%', 0, 2, null],
] as const

async function stocked(backend: Backend): Promise<Database> {
  const database = await freshDatabase(backend)
  await database.write(async (tx) => {
    const run = (command: string) => sql.raw(command).execute(tx.db)
    await run(`create table toys (serial integer primary key, id text, project_id text, name text,
      shared integer, created_at text, updated_at text, deleted_at text)`)
    await run('create table toy_items (toy integer, key text, value text)')
    await run('create table toy_tags (toy integer, name text)')
    await run('create table toy_users (toy integer, project_id text)')
    for (const [index, [id, project, name, shared, hour, deleted]] of ROWS.entries()) {
      await sql`insert into toys values (${index}, ${id}, ${project}, ${name}, ${shared},
        ${'2026-01-01'}, ${`2026-01-01T0${hour}`}, ${deleted})`.execute(tx.db)
    }
    await run("insert into toy_items values (0, 'k', 'v'), (2, 'k', 'v'), (2, 'l', 'az1, az2')")
    await run("insert into toy_tags values (0, 'a'), (0, 'b'), (2, 'a')")
    await run("insert into toy_users values (3, 'one')")
  })
  return database
}

const idsOf = async (tx: Tx, request: Partial<ListRequest>) => {
  const rows = await listRows<{ id: string }>(tx, TOYS, 'toys.id', { ...EVERYTHING, ...request })
  return rows.map(({ id }) => id).join('')
}

/** What a project sees: its own, what is shared with all, and what it is a member of. */
const visibleTo = (project: string): Condition => ({
  kind: 'any',
  of: [
    { kind: 'in', column: 'project_id', values: [project] },
    { kind: 'in', column: 'shared', values: [1] },
    { kind: 'members', relation: 'users', names: [project], held: 'any' },
  ],
})

const tags = (held: Extract<Condition, { kind: 'members' }>['held'], ...names: string[]) =>
  ({ kind: 'members', relation: 'tags', names, held }) as const

const word = (place: 'contains' | 'starts' | 'ends', sought: string, caseless = false) =>
  ({ kind: 'text', column: 'label', place, text: sought, caseless }) as const

const FILTERS: readonly (readonly [string, Condition, string])[] = [
  ['a value', { kind: 'in', column: 'label', values: ['kite'] }, 'w'],
  ['any of many values', { kind: 'in', column: 'id', values: Array(3000).fill('x') }, 'x'],
  ['a value or none', { kind: 'in', column: 'label', values: ['kite', null] }, 'w'],
  ['no value', { kind: 'in', column: 'label', values: [] }, ''],
  ['a text', word('contains', 'all'), 'zx'],
  ['a text at the start', word('starts', 'ball'), 'x'],
  ['a text in any case', word('starts', 'BALL', true), 'zx'],
  ['a text at the end', word('ends', 'te'), 'w'],
  ['a pattern', { kind: 'like', column: 'label', text: 'B_LL' }, 'zx'],
  [
    'a comparison',
    { kind: 'compare', column: 'updated_at', operator: '>', value: '2026-01-01T02' },
    'xw',
  ],
  ['an item', { kind: 'item', relation: 'metadata', key: 'k', value: 'v' }, 'zx'],
  [
    'a part of an item',
    { kind: 'item', relation: 'metadata', key: 'l', value: 'az2', contains: true },
    'x',
  ],
  ['all tags', tags('all', 'a', 'b'), 'z'],
  ['any tag', tags('any', 'a', 'c'), 'zx'],
  ['not all tags', tags('not all', 'a', 'b'), 'xwv'],
  ['no tag', tags('none', 'a', 'b'), 'wv'],
  ['both', { kind: 'all', of: [tags('any', 'a'), word('starts', 'B')] }, 'z'],
  ['nothing', NEVER, ''],
]

describe.each(BACKENDS.slice(1))('$name', (backend) => {
  test('a list is filtered as its conditions say, in the order of making', async () => {
    const database = await stocked(backend)
    await database.read(async (tx) => {
      expect(await idsOf(tx, {})).toBe('zxwv')
      for (const [name, condition, ids] of FILTERS) {
        const request = { ...EVERYTHING, conditions: [condition] }
        expect([name, await idsOf(tx, request)]).toEqual([name, ids])
        expect([name, await countRows(tx, TOYS, request)]).toEqual([name, ids.length])
      }
    })
  })

  test('deleted rows are hidden, shown or listed alone, and so for a target', async () => {
    const database = await stocked(backend)
    await database.read(async (tx) => {
      expect(await idsOf(tx, { deleted: 'shown' })).toBe('zyxwv')
      expect(await idsOf(tx, { deleted: 'only' })).toBe('y')
      const since: Condition = {
        kind: 'compare',
        column: 'updated_at',
        operator: '>=',
        value: '2026-01-01T04',
      }
      expect(await idsOf(tx, { conditions: [since], deleted: 'shown' })).toBe('yw')
      expect(await findRow(tx, TOYS, 'id', 'y', [])).toBeUndefined()
      expect(await findRow(tx, TOYS, 'id', 'y', [], 'shown')).toEqual({ id: 'y' })
    })
  })

  test('who does not see a row in lists does not find it by its id either', async () => {
    const database = await stocked(backend)
    await database.read(async (tx) => {
      for (const [project, ids] of [
        ['one', 'zxw'],
        ['two', 'xwv'],
        ['three', 'x'],
      ] as const) {
        const visible = visibleTo(project)
        expect(await idsOf(tx, { conditions: [visible] })).toBe(ids)
        const found: string[] = []
        for (const [id] of ROWS) {
          if ((await findRow(tx, TOYS, 'id', id, [visible])) !== undefined) found.push(id)
        }
        expect(found.join('')).toBe(ids)
      }
    })
  })

  test('pages by a marker are the list, in every order', async () => {
    const database = await stocked(backend)
    const orders: readonly (readonly Order[])[] = [
      [],
      [{ column: 'id', direction: 'asc' }],
      [
        { column: 'label', direction: 'desc' },
        { column: 'id', direction: 'desc' },
      ],
      [
        { column: 'project_id', direction: 'desc' },
        { column: 'label', direction: 'asc' },
        { column: 'id', direction: 'desc' },
      ],
      [
        { column: 'created_at', direction: 'desc' },
        { column: 'id', direction: 'desc' },
      ],
    ]
    await database.read(async (tx) => {
      for (const order of orders) {
        const whole = await idsOf(tx, { order, deleted: 'shown' })
        let paged = ''
        for (let page = ''; paged === '' || page !== ''; paged += page) {
          const last = paged.at(-1)
          const marker = last === undefined ? undefined : ({ id: last, as: 'row' } as const)
          page = await idsOf(tx, { order, deleted: 'shown', limit: 2, marker })
        }
        expect(paged).toBe(whole)
        expect(whole).toHaveLength(ROWS.length)
      }
      const skipped = { limit: undefined, offset: 1 }
      expect(await idsOf(tx, skipped)).toBe('xwv')
      const two = { ...EVERYTHING, limit: 2 }
      expect(await rowsAndOneMore(tx, TOYS, 'id', two)).toHaveLength(3)
    })
  })

  test('a marker that is no row is refused as the list says, or passed over', async () => {
    const database = await stocked(backend)
    const missing = () => new Error('no such toy')
    await database.read(async (tx) => {
      const marker = { id: 'none', as: 'row' as const }
      await expect(idsOf(tx, { marker: { ...marker, missing } })).rejects.toThrow('no such toy')
      expect(await idsOf(tx, { marker })).toBe('zxwv')
    })
  })

  test('a marker that the caller does not see is as one that is no row', async () => {
    const database = await stocked(backend)
    const missing = () => new Error('no such toy')
    await database.read(async (tx) => {
      const after = (id: string, refuse = false, deleted: ListRequest['deleted'] = 'hidden') => {
        const marker = { id, as: 'row' as const, ...(refuse && { missing }) }
        return idsOf(tx, among({ ...EVERYTHING, deleted, marker }, [visibleTo('one')]))
      }
      expect(await after('z', true)).toBe('xw')
      expect(await after('x', true)).toBe('w')
      await expect(after('v', true)).rejects.toThrow('no such toy')
      expect(await after('v')).toBe('zxw')
      await expect(after('y', true)).rejects.toThrow('no such toy')
      expect(await after('y', true, 'shown')).toBe('xw')
    })
  })
})
