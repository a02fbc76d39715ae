import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { DatabaseUnavailable, ReadOnlyUnit } from '../../src/storage/errors.ts'
import { inList, statement } from '../../src/storage/statement.ts'
import { BACKENDS, freshDatabase } from '../support/databases.ts'
import {
  committedItems,
  countItems,
  createScratch,
  gate,
  getItem,
  insertItem,
  item,
  listItems,
  scratch,
} from './scratch.ts'

const itemsByKey = statement((db, p: { keys: readonly string[] }) =>
  scratch(db).selectFrom('items').select('key').where('key', 'in', inList(p.keys)).orderBy('key'),
)

describe.each(BACKENDS)('reading on $name', (backend) => {
  async function fresh(): Promise<Database> {
    const database = await freshDatabase(backend)
    await createScratch(database)
    return database
  }

  test('a read sees nothing of a unit that is still under way', async () => {
    const database = await fresh()
    const inside = gate()
    const held = gate()
    const unit = database.write(async (tx) => {
      await tx.run(insertItem, item('a'))
      inside.open()
      await held.opened
      throw new Error('on purpose')
    })
    await inside.opened
    const seen = Promise.all([
      committedItems(database),
      database.read(async (tx) => (await tx.all(listItems, { owner: 'o' })).length),
      database.read(
        async (tx) => (await scratch(tx.db).selectFrom('items').selectAll().execute()).length,
      ),
    ])
    // A database in memory has no second connection: there the readers wait, elsewhere they do not.
    if (backend.shared) await seen
    held.open()
    await expect(unit).rejects.toThrow('on purpose')
    expect(await seen).toEqual([0, 0, 0])
  })

  test('a read sees a change that was acknowledged a moment ago, whatever was read before', async () => {
    const database = await fresh()
    const acknowledged = database
      .write((tx) => tx.run(insertItem, item('a')))
      .then(() => committedItems(database))
    // Begins after the write was asked for, and where commits are shared before it is committed.
    await committedItems(database)
    expect(await acknowledged).toBe(1)
  })

  test('a read in the middle of many writes is answered before the last of them', async () => {
    const database = await fresh()
    const order: string[] = []
    const writes = Array.from({ length: 2000 }, (_, index) =>
      database.write((tx) => tx.run(insertItem, item(`k${index}`))).then(() => order.push('write')),
    )
    await committedItems(database).then(() => order.push('read'))
    await Promise.all(writes)
    expect(order.indexOf('read')).toBeLessThan(1000)
  })

  test('numbers, counts and null come back as what they are', async () => {
    const database = await fresh()
    const large = 2 ** 40
    await database.write((tx) => tx.run(insertItem, { ...item('a'), size: large }))
    await database.write((tx) => tx.run(insertItem, item('b')))
    const rows = await database.read((tx) => tx.all(listItems, { owner: 'o' }))
    expect(rows.map(({ size }) => size)).toEqual([large, null])
    expect(await database.read((tx) => tx.first(countItems, {}))).toEqual({ count: 2 })
    const { total } = await database.read((tx) =>
      scratch(tx.db)
        .selectFrom('items')
        .select((eb) => eb.fn.sum<number>('size').as('total'))
        .executeTakeFirstOrThrow(),
    )
    expect(total).toBe(large)
  })

  test('texts sort by their bytes', async () => {
    const database = await fresh()
    const keys = ['b', 'B', 'a', '_', 'ä', 'Z', '10', '9']
    await database.write(async (tx) => {
      for (const key of keys) await tx.run(insertItem, item(key))
    })
    const rows = await database.read((tx) => tx.all(listItems, { owner: 'o' }))
    expect(rows.map(({ key }) => key)).toEqual(['10', '9', 'B', 'Z', '_', 'a', 'b', 'ä'])
  })

  test('a list of any length is one parameter', async () => {
    const database = await fresh()
    await database.write(async (tx) => {
      for (const key of ['a', 'b"', "c'", '{d}']) await tx.run(insertItem, item(key))
    })
    const find = async (keys: string[]) =>
      (await database.read((tx) => tx.all(itemsByKey, { keys }))).map(({ key }) => key)
    expect(await find([])).toEqual([])
    expect(await find(['b"', "c'", '{d}', 'x'])).toEqual(['b"', "c'", '{d}'])
    expect(await find(Array.from({ length: 5000 }, () => 'a'))).toEqual(['a'])
  })

  test('rows changed are counted for statements and for queries', async () => {
    const database = await fresh()
    const changed = await database.write(async (tx) => {
      await tx.run(insertItem, item('a'))
      await tx.run(insertItem, item('b'))
      const update = scratch(tx.db).updateTable('items').set({ value: 'w' })
      const none = await update.where('key', '=', 'x').executeTakeFirst()
      const both = await update.executeTakeFirst()
      const removed = await scratch(tx.db).deleteFrom('items').returning('key').execute()
      return [none.numUpdatedRows, both.numUpdatedRows, removed.length]
    })
    expect(changed).toEqual([0n, 2n, 2])
  })

  test.each([
    ['undefined', undefined],
    ['true', true],
    ['NaN', Number.NaN],
    ['Date', new Date(0)],
    ['Object', {}],
  ])('a value that is %s is refused by name, not stored as something else', async (kind, value) => {
    const database = await fresh()
    const wrong = { ...item('a'), value: value as string }
    const message = new RegExp(`parameter 'value' of .* is ${kind}`)
    await expect(database.write((tx) => tx.run(insertItem, wrong))).rejects.toThrow(message)
    const query = database.write((tx) =>
      sql`select ${value} as x`.execute(tx.db).then(() => undefined),
    )
    await expect(query).rejects.toThrow(`is ${kind}`)
  })

  test('a read cannot write', async () => {
    const database = await fresh()
    const callback = database.read(async (tx) => tx.afterCommit(() => {}))
    await expect(callback).rejects.toThrow('commits')
    await expect(database.read((tx) => tx.run(insertItem, item('a')))).rejects.toThrow(ReadOnlyUnit)
    const query = database.read((tx) =>
      scratch(tx.db).insertInto('items').values(item('a')).execute(),
    )
    await expect(query).rejects.toThrow(ReadOnlyUnit)
    expect(await committedItems(database)).toBe(0)
  })

  test('a closed database says so, after it has finished what was under way', async () => {
    const database = await fresh()
    const unit = database.write((tx) => tx.run(insertItem, item('a')))
    const closing = database.close()
    expect(await unit).toBe(1)
    await closing
    await expect(database.ping()).rejects.toThrow(DatabaseUnavailable)
    await expect(database.write(async () => 1)).rejects.toThrow(DatabaseUnavailable)
    await expect(
      database.read((tx) => tx.first(getItem, { owner: 'o', key: 'a' })),
    ).rejects.toThrow(DatabaseUnavailable)
  })
})
