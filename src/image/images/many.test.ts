/** Lists of so many images that it matters which way they are found. */
import { CompiledQuery, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import { requestOf, time, type Asked } from '../../../test/support/image-lists.ts'
import type { Database, Tx } from '../../storage/database.ts'
import { pageOfImages } from './list.store.ts'

/** More than sorting them all would take no time for. */
const MANY = 30_000

async function seed(database: Database): Promise<void> {
  const isPostgres = database.dialect === 'postgres'
  const numbers = isPostgres
    ? sql`select generate_series(0, ${sql.lit(MANY - 1)}) as n`
    : sql`with recursive s(n) as (select 0 union all select n + 1 from s where n < ${sql.lit(MANY - 1)})
          select n from s`
  const at = isPostgres
    ? sql`to_char(timestamp '2026-01-01' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`
    : sql`strftime('%Y-%m-%dT%H:%M:%S.000Z', 1767225600 + n, 'unixepoch')`
  await database.write(async (tx) => {
    // Of `p` the first hundred; of the others one in three is public, the rest is shared with nobody.
    await sql`
      insert into images (serial, id, name, owner, status, visibility, os_hidden, protected,
        min_disk, min_ram, created_at, updated_at)
      select n + 1, 'id-' || n, 'n' || n, case when n < 100 then 'p' else 'q' end, 'active',
        case when n % 3 = 0 then 'public' else 'shared' end, 0, 0, 0, 0, ${at}, ${at}
      from (${numbers}) as made`.execute(tx.db)
    await sql`
      insert into image_properties (image_id, name, value, position)
      select 'id-' || n, 'all', 'yes', 0 from (${numbers}) as made`.execute(tx.db)
    await sql`
      insert into image_properties (image_id, name, value, position)
      select 'id-' || n, 'thousand', cast(n % 1000 as text), 0 from (${numbers}) as made`.execute(
      tx.db,
    )
    await tx.db
      .insertInto('image_members')
      .values({
        ...{ image_id: 'id-200', member: 'p', status: 'accepted' },
        ...{ created_at: time(0), updated_at: time(0) },
      })
      .execute()
    if (isPostgres) await sql`analyze`.execute(tx.db)
  })
}

/** What a unit of work sends to the database while it runs on the result. */
function watched(tx: Tx, seen: CompiledQuery[]): Tx {
  const within = <T extends object>(inner: T, own: Partial<Record<keyof T, unknown>>): T =>
    new Proxy(inner, {
      get(target, name) {
        if (Object.hasOwn(own, name)) return own[name as keyof T]
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  const executeQuery = (query: CompiledQuery) => {
    seen.push(query)
    return tx.db.executeQuery(query)
  }
  return within(tx, { db: within(tx.db, { executeQuery }) })
}

/** How the database goes about them. */
async function plansOf(tx: Tx, queries: readonly CompiledQuery[]): Promise<string> {
  const explain = tx.dialect === 'postgres' ? 'explain' : 'explain query plan'
  const plans: string[] = []
  for (const { sql: text, parameters } of queries) {
    const { rows } = await tx.db.executeQuery<Record<string, string>>(
      CompiledQuery.raw(`${explain} ${text}`, [...parameters]),
    )
    plans.push(...rows.map((row) => row['detail'] ?? row['QUERY PLAN'] ?? ''))
  }
  return plans.join('\n')
}

/** What is asked for, what comes first, how many come, and which indexes SQLite goes by. */
const MANY_CASES: readonly (readonly [
  filters: Record<string, string>,
  more: Partial<Asked>,
  first: string,
  count: number,
  indexes: string,
])[] = [
  [{}, {}, 'id-29997', 25, 'images_owner images_visibility sqlite_autoindex_images_1'],
  [{}, { isAdmin: true }, 'id-29999', 25, 'images_made'],
  [{}, { isAdmin: true, visibility: 'public' }, 'id-29997', 25, 'images_visibility'],
  [{}, { visibility: 'shared' }, 'id-200', 25, 'images_owner_visibility sqlite_autoindex_images_1'],
  [{ name: 'N200' }, {}, 'id-200', 1, 'images_name'],
  [{ name: 'n29998' }, {}, '', 0, 'images_name'],
  [{ id: 'in:id-29998,x' }, { isAdmin: true }, 'id-29998', 1, 'sqlite_autoindex_images_1'],
  [{ all: 'yes' }, { isAdmin: true }, 'id-29999', 25, 'image_properties images_made'],
  [{ thousand: '3' }, {}, 'id-27003', 10, 'sqlite_autoindex_images_1'],
]

describe.each(BACKENDS)('$name, with many images', (backend) => {
  test('pages are found by index', { timeout: 60_000 }, async () => {
    const database = await freshDatabase(backend)
    await seed(database)
    for (const [filters, more, first, count, indexes] of MANY_CASES) {
      const list: Asked = {
        ...{ isAdmin: false, visibility: undefined, memberStatus: 'accepted', filters, tags: [] },
        ...{ key: 'created_at', direction: 'desc', marker: -1, limit: 25 },
        ...more,
      }
      const viewer = { projectId: 'p', isAdmin: list.isAdmin }
      const seen: CompiledQuery[] = []
      const [found, plan] = await database.read(async (tx) => [
        await pageOfImages(watched(tx, seen), requestOf(list, []), viewer),
        await plansOf(tx, seen),
      ])
      expect([found[0]?.id ?? '', found.length]).toEqual([first, count])
      if (database.dialect === 'postgres') expect(plan).not.toMatch(/Seq Scan on images\b/)
      else {
        const used = plan.matchAll(/images USING INDEX (\w+)|SEARCH (image_properties) /g)
        const names = [...used].map(([, index, table]) => index ?? table)
        expect(new Set(names)).toEqual(new Set(indexes.split(' ')))
      }
    }
  })
})
