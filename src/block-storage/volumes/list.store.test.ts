/** Lists of so many volumes that it matters which way they are found. */
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase, type Backend } from '../../../test/support/databases.ts'
import type { Database } from '../../storage/database.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { EVERYTHING, type ListRequest, type Marker } from '../../kernel/lists/request.ts'
import { countVolumes, pageOfNames, pageOfVolumes } from './list.store.ts'

/** More than a filter may find to be taken for a rare one. */
const MANY = 5_500

/** Volumes 0 … MANY-1, made one a second, every tenth of project `q`, the others of `p`. */
async function seed(database: Database): Promise<void> {
  const numbers =
    database.dialect === 'postgres'
      ? sql`select generate_series(0, ${sql.lit(MANY - 1)}) as n`
      : sql`with recursive s(n) as (select 0 union all select n + 1 from s where n < ${sql.lit(MANY - 1)})
            select n from s`
  const time =
    database.dialect === 'postgres'
      ? sql`to_char(timestamp '2026-01-01' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`
      : sql`strftime('%Y-%m-%dT%H:%M:%S.000Z', 1767225600 + n, 'unixepoch')`
  await database.write(async (tx) => {
    await sql`insert into volume_types (id, name, is_public, created_at) values ('t', 't', 1, '')`.execute(
      tx.db,
    )
    await sql`
      insert into volumes (serial, id, project_id, user_id, name, size, status, attach_status,
        volume_type_id, bootable, multiattach, use_quota, created_at)
      select n + 1, 'id-' || n, case when n % 10 = 0 then 'q' else 'p' end, 'u', 'n' || n, n % 7 + 1,
        'available', 'detached', 't', 0, 0, 1, ${time} from (${numbers}) as made`.execute(tx.db)
    for (const [key, value] of [
      ['all', sql`'yes'`],
      ['hundred', sql`cast(n % 100 as text)`],
    ] as const) {
      await sql`
        insert into volume_metadata (volume_serial, key, value, position, project_id, created_at)
        select n + 1, ${key}, ${value}, 1, case when n % 10 = 0 then 'q' else 'p' end, ${time}
        from (${numbers}) as made`.execute(tx.db)
    }
  })
}

const page = (conditions: readonly Condition[], more: Partial<ListRequest> = {}): ListRequest => ({
  ...EVERYTHING,
  conditions,
  order: [
    { column: 'created_at', direction: 'desc' },
    { column: 'id', direction: 'desc' },
  ],
  limit: 1000,
  ...more,
})

const of = (projectId: string): Condition => ({
  kind: 'in',
  column: 'project_id',
  values: [projectId],
})

const having = (key: string, value: string): Condition => ({
  kind: 'item',
  relation: 'metadata',
  key,
  value,
})

/** What each filter must find, told from the numbers of the volumes. */
const FILTERS: readonly (readonly [string, readonly Condition[], (n: number) => boolean])[] = [
  ['all of a project', [of('q')], (n) => n % 10 === 0],
  ['a common item', [having('all', 'yes')], () => true],
  ['a common item in a project', [of('q'), having('all', 'yes')], (n) => n % 10 === 0],
  ['a rare item', [having('hundred', '20')], (n) => n % 100 === 20],
  ['a rare item of the others', [of('p'), having('hundred', '20')], () => false],
  [
    'a common and a rare item',
    [of('p'), having('all', 'yes'), having('hundred', '7')],
    (n) => n % 100 === 7,
  ],
  ['a name', [of('p'), { kind: 'in', column: 'display_name', values: ['n77'] }], (n) => n === 77],
]

async function seeded(backend: Backend): Promise<Database> {
  const database = await freshDatabase(backend)
  await seed(database)
  return database
}

describe.each(BACKENDS.slice(1))('$name', (backend) => {
  test('finds the same whichever way it goes, page by page', async () => {
    const database = await seeded(backend)
    for (const [name, filter, fits] of FILTERS) {
      const expected = Array.from({ length: MANY }, (_, n) => n)
        .filter(fits)
        .map((n) => `n${n}`)
      for (const direction of ['desc', 'asc'] as const) {
        const order = [
          { column: 'created_at', direction },
          { column: 'id', direction },
        ]
        const found: (string | null)[] = []
        await database.read(async (tx) => {
          for (let marker: Marker | undefined; ;) {
            const rows = await pageOfNames(tx, page(filter, { order, marker }))
            found.push(...rows.map((row) => row.name))
            if (rows.length < 1000) break
            marker = { id: rows.at(-1)!.id, as: 'row' }
          }
        })
        const ordered = direction === 'asc' ? expected : expected.toReversed()
        expect([name, direction, found.length, found]).toEqual([
          name,
          direction,
          ordered.length,
          ordered,
        ])
      }
      expect([name, await database.read((tx) => countVolumes(tx, page(filter)))]).toEqual([
        name,
        expected.length,
      ])
    }
  })

  test('each volume of a page has its own metadata', async () => {
    const database = await seeded(backend)
    const rows = await database.read((tx) => pageOfVolumes(tx, page([of('p')])))
    expect(rows).toHaveLength(1000)
    for (const { name, metadata, volume_type } of rows) {
      const hundred = String(Number(name!.slice(1)) % 100)
      expect({ name, metadata, volume_type }).toEqual({
        name,
        metadata: { all: 'yes', hundred },
        volume_type: 't',
      })
    }
  })
})
