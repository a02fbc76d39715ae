/** The stores that families of resources share: specs, and links between two things. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { ForeignKeyViolation } from '../../src/storage/errors.ts'
import { linkStore } from '../../src/storage/families/links.ts'
import { specStore } from '../../src/storage/families/specs.ts'
import { freshDatabase, SHARED_BACKENDS, type Backend } from '../support/databases.ts'

const specs = specStore('volume_type_extra_specs', 'volume_type_id')
const links = linkStore('volume_type_projects', 'volume_type_id', 'project_id')

async function withTypes(backend: Backend, ...ids: readonly string[]): Promise<Database> {
  const database = await freshDatabase(backend)
  await database.write(async (tx) => {
    const type = { description: null, is_public: 0, created_at: '2026-01-01', updated_at: null }
    for (const id of ids) {
      await tx.db
        .insertInto('volume_types')
        .values({ ...type, id, name: id })
        .execute()
    }
  })
  return database
}

const record = fc.dictionary(
  fc.constantFrom('a', 'B', 'z', '1', '__proto__', 'ä'),
  fc.option(fc.string({ unit: fc.constantFrom('x', "'", '%', 'é') })),
)

test.each(SHARED_BACKENDS)(
  'specs that are written are set, the others stay, in the order of the keys: $name',
  async (backend) => {
    const database = await withTypes(backend, 'one', 'two')
    await fc.assert(
      fc.asyncProperty(record, record, async (before, after) => {
        await database.write(async (tx) => {
          await tx.db.deleteFrom('volume_type_extra_specs').execute()
          await specs.write(tx, 'one', before)
          await specs.write(tx, 'one', after)
          const expected = Object.entries({ ...before, ...after })
          const sorted = expected.sort(([a], [b]) => (a < b ? -1 : 1))
          expect([...(await specs.of(tx, 'one'))]).toEqual(sorted)
          expect(await specs.of(tx, 'two')).toEqual(new Map())
        })
      }),
      { numRuns: 30 },
    )
  },
)

test.each(SHARED_BACKENDS)('specs are of their owner: $name', async (backend) => {
  const database = await withTypes(backend, 'one', 'two', 'none')
  await database.write(async (tx) => {
    await specs.write(tx, 'one', { k: 'v', l: null })
    await specs.write(tx, 'two', { k: 'w' })
    const found = await specs.ofMany(tx, ['two', 'none', 'one', 'nosuch'])
    expect(found).toEqual(
      new Map([
        [
          'one',
          new Map([
            ['k', 'v'],
            ['l', null],
          ]),
        ],
        ['two', new Map([['k', 'w']])],
      ]),
    )
    expect(await specs.remove(tx, 'one', 'k')).toBe(true)
    expect(await specs.remove(tx, 'one', 'k')).toBe(false)
    expect([...(await specs.of(tx, 'one')).keys()]).toEqual(['l'])
    expect([...(await specs.of(tx, 'two')).keys()]).toEqual(['k'])
  })
  const orphan = database.write((tx) => specs.write(tx, 'nosuch', { k: 'v' }))
  await expect(orphan).rejects.toBeInstanceOf(ForeignKeyViolation)
})

test.each(SHARED_BACKENDS)('a link is made once and ended once: $name', async (backend) => {
  const database = await withTypes(backend, 'one', 'two')
  await database.write(async (tx) => {
    expect(await links.add(tx, 'one', 'q')).toBe(true)
    expect(await links.add(tx, 'one', 'q')).toBe(false)
    expect(await links.add(tx, 'one', 'p')).toBe(true)
    expect(await links.add(tx, 'two', 'q')).toBe(true)
    expect(await links.of(tx, 'one')).toEqual(['p', 'q'])
    expect(await links.remove(tx, 'one', 'q')).toBe(true)
    expect(await links.remove(tx, 'one', 'q')).toBe(false)
    expect([await links.has(tx, 'one', 'q'), await links.has(tx, 'two', 'q')]).toEqual([
      false,
      true,
    ])
    expect(await links.ofMany(tx, ['one', 'two', 'nosuch'])).toEqual(
      new Map([
        ['one', ['p']],
        ['two', ['q']],
      ]),
    )
  })
  const orphan = database.write((tx) => links.add(tx, 'nosuch', 'p'))
  await expect(orphan).rejects.toBeInstanceOf(ForeignKeyViolation)
})
