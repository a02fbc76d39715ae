import { describe, expect, test } from 'vitest'
import type { Database, Tx } from '../../src/storage/database.ts'
import { ReadOnlyUnit, UnitEnded } from '../../src/storage/errors.ts'
import { BACKENDS, freshDatabase } from '../support/databases.ts'
import {
  addToTotal,
  committedItems,
  countItems,
  createScratch,
  gate,
  getTotal,
  insertItem,
  item,
  scratch,
} from './scratch.ts'

const countIn = async (tx: Tx): Promise<number> => (await tx.first(countItems, {}))!.count
const totalIn = async (tx: Tx): Promise<number> => (await tx.first(getTotal, { id: 'o' }))!.total

/** Two changes that belong together: whoever sees one of them alone sees two states. */
async function addCounted(database: Database, key: string): Promise<void> {
  await database.write(async (tx) => {
    await tx.run(insertItem, item(key))
    await tx.run(addToTotal, { id: 'o', by: 1 })
  })
}

describe.each(BACKENDS)('a snapshot on $name', (backend) => {
  async function fresh(): Promise<Database> {
    const database = await freshDatabase(backend)
    await createScratch(database)
    return database
  }

  test('sees one state while another unit commits, where a read sees two', async () => {
    const database = await fresh()
    const twice = (key: string) => async (tx: Tx) => {
      const before = await countIn(tx)
      const written = addCounted(database, key)
      // A database in memory has one connection: there the writer waits for the snapshot.
      if (backend.shared || key === 'a') await written
      return [before, await countIn(tx), await totalIn(tx)]
    }
    expect(await database.read(twice('a'))).toEqual([0, 1, 1])
    expect(await database.snapshot(twice('b'))).toEqual([1, 1, 1])
    await expect.poll(() => committedItems(database)).toBe(2)
  })

  test('agrees with itself among many writers, however many there are at once', async () => {
    const database = await fresh()
    const writes = Array.from({ length: 100 }, (_, index) => addCounted(database, `k${index}`))
    const seen = await Promise.all(
      Array.from({ length: 30 }, async () => {
        await new Promise((resolve) => setImmediate(resolve))
        return database.snapshot(async (tx) => [await totalIn(tx), await countIn(tx)])
      }),
    )
    await Promise.all(writes)
    expect(seen.filter(([total, count]) => total !== count)).toEqual([])
    expect(await database.snapshot(countIn)).toBe(100)
  })

  test('sees a change that was acknowledged before it began, and none that is not committed', async () => {
    const database = await fresh()
    await database.snapshot(countIn)
    await addCounted(database, 'a')
    expect(await database.snapshot(countIn)).toBe(1)
    const inside = gate()
    const held = gate()
    const unit = database.write(async (tx) => {
      await tx.run(insertItem, item('b'))
      inside.open()
      await held.opened
      throw new Error('on purpose')
    })
    await inside.opened
    const counted = database.snapshot(countIn)
    if (backend.shared) await counted
    held.open()
    await expect(unit).rejects.toThrow('on purpose')
    expect(await counted).toBe(1)
  })

  test('cannot write, and leaves nothing open when it fails', async () => {
    const database = await fresh()
    const writing = database.snapshot((tx) => tx.run(insertItem, item('a')))
    await expect(writing).rejects.toThrow(ReadOnlyUnit)
    const query = database.snapshot((tx) =>
      scratch(tx.db).insertInto('items').values(item('a')).execute(),
    )
    await expect(query).rejects.toThrow(ReadOnlyUnit)
    const callback = database.snapshot(async (tx) => tx.afterCommit(() => {}))
    await expect(callback).rejects.toThrow('commits')
    await addCounted(database, 'a')
    expect(await database.snapshot(countIn)).toBe(1)
  })

  test('is no unit of writing for the metrics', async () => {
    const database = await fresh()
    const { units } = database.committed
    await database.snapshot(countIn)
    expect(database.committed.units).toBe(units)
  })

  test('ends with its unit: a query that comes later is refused', async () => {
    const database = await fresh()
    const escaped = await database.snapshot(async (tx) => ({ tx }))
    await expect(countIn(escaped.tx)).rejects.toThrow(UnitEnded)
  })

  test('under way when the database is closed is waited for', async () => {
    const database = await fresh()
    const counted = database.snapshot(countIn)
    await database.close()
    expect(await counted).toBe(0)
  })
})
