/**
 * Which tables of a SQLite database are written to. Comparing what all rows come to before and
 * after would take longer with every row that earlier tests left.
 */
import { sql } from 'kysely'
import type { Database } from '../../src/storage/database.ts'

export interface Changes {
  /** The tables written to since the last time, by name; also where the same was written again. */
  taken(): Promise<string[]>
}

/**
 * Watches every table that there is, by triggers: they see what cascades, what replaces and what
 * empties a table, and what is rolled back takes its record along.
 */
export async function watchChanges(database: Database): Promise<Changes> {
  await database.write(async ({ db }) => {
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`.execute(db)
    // Without a key: what a statement says of conflicts holds in the triggers that it sets off.
    await sql`create table test_changes (name text)`.execute(db)
    for (const { name } of rows) {
      for (const event of ['insert', 'update', 'delete']) {
        await sql`
          create trigger ${sql.id(`test_${event}_${name}`)} after ${sql.raw(event)} on
          ${sql.table(name)} begin
            insert into test_changes select ${sql.lit(name)}
            where not exists (select * from test_changes where name = ${sql.lit(name)});
          end`.execute(db)
      }
    }
  })
  return {
    taken: () =>
      database.write(async ({ db }) => {
        const { rows } = await sql<{ name: string }>`
          delete from test_changes returning name`.execute(db)
        return rows.map(({ name }) => name).sort()
      }),
  }
}
