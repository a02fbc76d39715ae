import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { ForeignKeyViolation, UniqueViolation, UnitEnded } from '../../src/storage/errors.ts'
import { BACKENDS, freshDatabase } from '../support/databases.ts'
import {
  addToTotal,
  committedItems,
  createScratch,
  getItem,
  getTotal,
  insertItem,
  item,
  listItems,
  scratch,
  swapTotal,
  upsertItem,
} from './scratch.ts'

describe.each(BACKENDS)('units of work on $name', (backend) => {
  async function fresh(): Promise<Database> {
    const database = await freshDatabase(backend)
    await createScratch(database)
    return database
  }

  test('a unit that throws leaves nothing behind', async () => {
    const database = await fresh()
    const unit = database.write(async (tx) => {
      await tx.run(insertItem, item('a'))
      await scratch(tx.db).insertInto('items').values(item('b')).execute()
      throw new Error('on purpose')
    })
    await expect(unit).rejects.toThrow('on purpose')
    expect(await committedItems(database)).toBe(0)
  })

  test('a failing unit among concurrent ones undoes only itself', async () => {
    const database = await fresh()
    const units = Array.from({ length: 30 }, (_, index) =>
      database.write(async (tx) => {
        await tx.run(insertItem, item(`k${index}`))
        if (index % 3 === 0) throw new Error(`unit ${index}`)
        return index
      }),
    )
    const results = await Promise.allSettled(units)
    expect(results.map((result) => result.status)).toEqual(
      results.map((_, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')),
    )
    const items = await database.read((tx) => tx.all(listItems, { owner: 'o' }))
    const kept = results.flatMap((_, index) => (index % 3 === 0 ? [] : [`k${index}`]))
    expect(items.map(({ key }) => key)).toEqual(kept.sort())
  })

  test('a failing statement among concurrent units undoes only its own', async () => {
    const database = await fresh()
    const keys = ['a', 'b', 'a', 'c', 'b', 'd']
    const results = await Promise.allSettled(
      keys.map((key) => database.write((tx) => tx.run(insertItem, item(key)))),
    )
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(4)
    expect(await committedItems(database)).toBe(4)
  })

  test('a unit whose statement failed cannot commit, even if it swallows the error', async () => {
    const database = await fresh()
    await database.write((tx) => tx.run(insertItem, item('a')))
    const unit = database.write(async (tx) => {
      await tx.run(insertItem, item('b'))
      await tx.run(insertItem, item('a')).catch(() => 0)
    })
    await expect(unit).rejects.toThrow(UniqueViolation)
    const query = database.write(async (tx) => {
      await scratch(tx.db).insertInto('items').values(item('b')).execute()
      await scratch(tx.db)
        .insertInto('items')
        .values(item('a'))
        .execute()
        .catch(() => [])
      await tx.first(getItem, { owner: 'o', key: 'a' })
    })
    await expect(query).rejects.toThrow(UniqueViolation)
    expect(await committedItems(database)).toBe(1)
  })

  test('what is answered is committed, and afterCommit runs in between', async () => {
    const database = await fresh()
    const seen: string[] = []
    await Promise.all(
      ['a', 'b', 'c'].map(async (key) => {
        await database.write(async (tx) => {
          tx.afterCommit(() => seen.push(`committed ${key}`))
          await tx.run(insertItem, item(key))
        })
        expect(seen).toContain(`committed ${key}`)
        expect(await database.read((tx) => tx.first(getItem, { owner: 'o', key }))).toBeDefined()
      }),
    )
    const failing = database.write(async (tx) => {
      tx.afterCommit(() => seen.push('never'))
      await tx.run(insertItem, item('a'))
    })
    await expect(failing).rejects.toThrow(UniqueViolation)
    expect(seen.sort()).toEqual(['committed a', 'committed b', 'committed c'])
  })

  test('a part of a unit that throws is undone, and the unit goes on', async () => {
    const database = await fresh()
    const seen: string[] = []
    await database.write(async (tx) => {
      const part = tx.attempt(async () => {
        await tx.run(insertItem, item('a'))
        await tx.attempt(() => tx.run(insertItem, item('b')))
        tx.afterCommit(() => seen.push('undone'))
        throw new Error('on purpose')
      })
      await expect(part).rejects.toThrow('on purpose')
      await tx.run(insertItem, item('c'))
      tx.afterCommit(() => seen.push('kept'))
      expect(await tx.attempt(() => tx.run(insertItem, item('d')))).toBe(1)
    })
    expect(seen).toEqual(['kept'])
    const items = await database.read((tx) => tx.all(listItems, { owner: 'o' }))
    expect(items.map(({ key }) => key)).toEqual(['c', 'd'])
  })

  test('a statement that fails in a part of a unit undoes the whole unit', async () => {
    const database = await fresh()
    await database.write((tx) => tx.run(insertItem, item('a')))
    const unit = database.write(async (tx) => {
      await tx.run(insertItem, item('b'))
      await tx.attempt(() => tx.run(insertItem, item('a'))).catch(() => 0)
      await tx.run(insertItem, item('c'))
    })
    await expect(unit).rejects.toThrow(UniqueViolation)
    expect(await committedItems(database)).toBe(1)
  })

  test('a part that throws before it or its unit wrote anything undoes nothing else', async () => {
    const database = await fresh()
    await database.write(async (tx) => {
      const part = tx.attempt(() => Promise.reject(new Error('at once')))
      await expect(part).rejects.toThrow('at once')
      await tx.run(insertItem, item('a'))
    })
    expect(await committedItems(database)).toBe(1)
  })

  test('50 concurrent upserts of different keys all survive', async () => {
    const database = await fresh()
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        database.write(async (tx) => {
          await tx.all(listItems, { owner: 'o' })
          await tx.run(upsertItem, item(`k${index}`))
        }),
      ),
    )
    expect(await committedItems(database)).toBe(50)
  })

  test('50 concurrent upserts of the same key end as one row with one of the values', async () => {
    const database = await fresh()
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        database.write((tx) => tx.run(upsertItem, item('same', `v${index}`))),
      ),
    )
    const rows = await database.read((tx) => tx.all(listItems, { owner: 'o' }))
    expect(rows).toEqual([item('same', expect.stringMatching(/^v\d+$/))])
  })

  test('50 concurrent additions add up, and one of 20 conditional updates wins', async () => {
    const database = await fresh()
    await Promise.all(
      Array.from({ length: 50 }, () =>
        database.write((tx) => tx.run(addToTotal, { id: 'o', by: 1 })),
      ),
    )
    const changed = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        database.write(async (tx) => {
          const { total } = (await tx.first(getTotal, { id: 'o' }))!
          return tx.run(swapTotal, { id: 'o', from: 50, to: total + 100 + index })
        }),
      ),
    )
    expect(changed.filter((count) => count === 1)).toHaveLength(1)
    expect(changed.filter((count) => count === 0)).toHaveLength(19)
  })

  test('a row that exists already is a UniqueViolation that names its columns', async () => {
    const database = await fresh()
    await database.write((tx) => tx.run(insertItem, item('a')))
    const again = database.write((tx) => tx.run(insertItem, item('a')))
    await expect(again).rejects.toThrow(UniqueViolation)
    await expect(again).rejects.toMatchObject({ table: 'items', columns: ['owner', 'key'] })
  })

  test('a reference to nothing is a ForeignKeyViolation', async () => {
    const database = await fresh()
    const orphan = { ...item('a'), owner: 'nobody' }
    const unit = database.write((tx) => tx.run(insertItem, orphan))
    await expect(unit).rejects.toThrow(ForeignKeyViolation)
  })

  test('a unit that forgot to await a query cannot reach into the next one', async () => {
    const database = await fresh()
    const leaked = await database.write(async (tx) => ({ tx }))
    await expect(leaked.tx.run(insertItem, item('late'))).rejects.toThrow(UnitEnded)
    expect(await committedItems(database)).toBe(0)
  })

  test('queries started together in one unit do not disturb each other', async () => {
    const database = await fresh()
    await database.write(async (tx) => {
      await Promise.all(['c', 'a', 'b'].map((key) => tx.run(insertItem, item(key))))
    })
    expect(await committedItems(database)).toBe(3)
  })
})
