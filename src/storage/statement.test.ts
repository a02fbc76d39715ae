import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { bind, inList, statement } from './statement.ts'

test('a statement is compiled once per dialect, with its constants and parameters in order', () => {
  let builds = 0
  const find = statement((db, p: { kind: string; now: string; limit: number }) => {
    builds++
    return db
      .selectFrom('jobs')
      .select('serial')
      .where('kind', '=', p.kind)
      .where('failures', '<', 3)
      .where('run_at', '<=', p.now)
      .where('created_at', '<=', p.now)
      .limit(p.limit)
  })
  const sqlite = find.compiled('sqlite')
  expect(find.compiled('sqlite')).toBe(sqlite)
  expect(find.compiled('postgres').sql).toContain('"kind" = $1 and "failures" < $2')
  expect(builds).toBe(2)
  const values: unknown[] = []
  bind(sqlite, { kind: 'k', now: 't', limit: 7 }, 'sqlite', values)
  expect(values).toEqual(['k', 3, 't', 't', 7])
})

test('every statement has a number and a name of its own', () => {
  const one = statement(() => sql`select 1`)
  const two = statement(() => sql`select 1`)
  expect(one.id).not.toBe(two.id)
  expect(one.compiled('postgres').name).not.toBe(two.compiled('postgres').name)
})

test('computing with a parameter is refused, because its value is not known yet', () => {
  const wrong = statement((db, p: { limit: number }) =>
    db
      .selectFrom('jobs')
      .select('serial')
      .limit(p.limit + 1),
  )
  expect(() => wrong.compiled('sqlite')).toThrow("computes with its parameter 'limit'")
})

test('inList belongs into statements, and takes an array of texts', () => {
  expect(() => inList(['a'])).toThrow('pass the array itself')
  const find = statement((db, p: { ids: readonly string[] }) =>
    db.selectFrom('jobs').select('serial').where('payload', 'in', inList(p.ids)),
  )
  const compiled = find.compiled('sqlite')
  expect(() => bind(compiled, { ids: 'abc' }, 'sqlite', [])).toThrow("'ids' must be an array")
  expect(() => bind(compiled, { ids: [1] }, 'sqlite', [])).toThrow("'ids' must be an array")
})
