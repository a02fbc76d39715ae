import { expect, test } from 'vitest'
import {
  ConnectionLost,
  DatabaseError,
  DatabaseUnavailable,
  DiskFull,
  ForeignKeyViolation,
  TransactionConflict,
  translate,
  UniqueViolation,
} from './errors.ts'

function failure(code: string | undefined, more: object = {}): Error {
  return Object.assign(new Error('what the driver says'), code === undefined ? {} : { code }, more)
}

const postgres = { severity: 'ERROR' }

test.each([
  ['SQLITE_BUSY', DatabaseUnavailable],
  ['SQLITE_BUSY_SNAPSHOT', DatabaseUnavailable],
  ['SQLITE_IOERR_FSYNC', DatabaseUnavailable],
  ['SQLITE_CANTOPEN', DatabaseUnavailable],
  ['SQLITE_FULL', DiskFull],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', ForeignKeyViolation],
  ['SQLITE_ERROR', DatabaseError],
])('SQLite: %s', (code, expected) => {
  expect(translate(failure(code))?.constructor).toBe(expected)
})

test.each([
  ['40001', TransactionConflict],
  ['40P01', TransactionConflict],
  ['57P01', ConnectionLost],
  ['57P03', ConnectionLost],
  ['08006', ConnectionLost],
  ['53100', DiskFull],
  ['53300', DatabaseUnavailable],
  ['57014', DatabaseUnavailable],
  ['23503', ForeignKeyViolation],
  ['42601', DatabaseError],
])('PostgreSQL: %s', (code, expected) => {
  expect(translate(failure(code, postgres))?.constructor).toBe(expected)
})

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND'])('the network: %s', (code) => {
  expect(translate(failure(code))).toBeInstanceOf(ConnectionLost)
})

test('the driver lost its connection and has no code for it', () => {
  const error = new Error('Connection terminated unexpectedly')
  expect(translate(error)).toBeInstanceOf(ConnectionLost)
})

test('a unique violation names table and columns, in any language of the server', () => {
  const sqlite = Object.assign(new Error('UNIQUE constraint failed: t.a, t.b'), {
    code: 'SQLITE_CONSTRAINT_UNIQUE',
  })
  const detail = 'La clé « (a, b)=(1, 2) » existe déjà.'
  for (const error of [sqlite, failure('23505', { ...postgres, table: 't', detail })]) {
    const translated = translate(error)
    expect(translated).toBeInstanceOf(UniqueViolation)
    expect(translated).toMatchObject({ table: 't', columns: ['a', 'b'], cause: error })
  }
})

test('what is not the database’s comes back as it is, and nothing is translated twice', () => {
  for (const error of [
    failure(undefined),
    failure('ENOENT'),
    failure('23505'),
    'text',
    undefined,
  ]) {
    expect(translate(error)).toBe(error)
  }
  const once = translate(failure('SQLITE_FULL'))
  expect(translate(once)).toBe(once)
})
