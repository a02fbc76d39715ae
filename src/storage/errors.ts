/**
 * What can go wrong in a database, in words that do not depend on which one it is. This file alone
 * knows SQLSTATEs (PostgreSQL, Appendix A) and SQLite's result codes.
 */

/** A statement was refused or the database could not be asked; `cause` is the driver's error. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}

/** A row that must be unique exists already. */
export class UniqueViolation extends DatabaseError {
  override name = 'UniqueViolation'
  /** The table, where the database tells. */
  readonly table: string | undefined
  /** The columns that must be unique together; empty where the database does not tell. */
  readonly columns: readonly string[]

  constructor(table: string | undefined, columns: readonly string[], cause: unknown) {
    super(`${table ?? 'a table'} has a row with the same ${columns.join(', ') || 'key'}`, { cause })
    this.table = table
    this.columns = columns
  }
}

/** A row refers to one that is not there, or one that others refer to was to be removed. */
export class ForeignKeyViolation extends DatabaseError {
  override name = 'ForeignKeyViolation'
}

/**
 * The database cannot be asked now: unreachable, restarting, overloaded, or locked by another
 * process. Asking again later is the remedy; clients get 503 with `Retry-After`.
 */
export class DatabaseUnavailable extends DatabaseError {
  override name = 'DatabaseUnavailable'
}

/** The database answers but has no room left for a change. Reads still work. */
export class DiskFull extends DatabaseUnavailable {
  override name = 'DiskFull'
}

/** Another transaction got in the way and this one was rolled back: it may be run again as it is. */
export class TransactionConflict extends DatabaseUnavailable {
  override name = 'TransactionConflict'
}

/** The connection was lost: what its open transaction did is undone. */
export class ConnectionLost extends DatabaseUnavailable {
  override name = 'ConnectionLost'
}

/** The server said nothing for so long that the connection is given up; nobody knows what it did. */
export class NoAnswer extends DatabaseUnavailable {
  override name = 'NoAnswer'
}

/** The database takes no changes now: it is a standby, or a failover is under way. */
export class ReadOnlyDatabase extends DatabaseUnavailable {
  override name = 'ReadOnlyDatabase'
}

/** A statement that would write, in a unit that must not: a bug of the caller. */
export class ReadOnlyUnit extends Error {
  override name = 'ReadOnlyUnit'

  constructor(text: string) {
    super(`a unit that reads must not write: «${text}»`)
  }
}

/** A query outlived its unit of work: a bug of the caller, not of the database. */
export class UnitEnded extends Error {
  override name = 'UnitEnded'

  constructor() {
    super('the unit of work has ended; await every query inside it')
  }
}

/** A unit of work held up all others, because it awaits something else than its `tx`. */
export class UnitTooLong extends Error {
  override name = 'UnitTooLong'

  constructor(milliseconds: number) {
    super(
      `a unit of work took longer than ${milliseconds / 1000} s and was undone; inside ` +
        'database.write() await nothing but its tx, least of all another read or write',
    )
  }
}

/** Turns a driver's error into one of this file's; anything else comes back as it is. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError) return error
  const { code } = error as { code?: unknown }
  if (typeof code === 'string') {
    if (code.startsWith('SQLITE_')) return translateSqlite(code, error)
    if (/^[0-9A-Z]{5}$/.test(code) && 'severity' in error) return translatePostgres(code, error)
    if (NETWORK_CODES.has(code)) return new ConnectionLost(describe(error), { cause: error })
  }
  if (error.message === 'Query read timeout') return new NoAnswer(error.message, { cause: error })
  return LOST_CONNECTION_TEXT.test(error.message)
    ? new ConnectionLost(describe(error), { cause: error })
    : error
}

/** What the drivers and Node say when there is no connection and no code says so. */
const LOST_CONNECTION_TEXT =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Connection ended)/

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
])

/** A failed attempt at `localhost` is an AggregateError with an empty message. */
function describe(error: Error): string {
  if (error.message) return error.message
  const causes = error instanceof AggregateError ? error.errors : []
  return causes.map((cause) => (cause as Error).message).join('; ') || 'connection failed'
}

function translateSqlite(code: string, error: Error): Error {
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    const names = /^UNIQUE constraint failed: (.*)$/.exec(error.message)?.[1]?.split(', ') ?? []
    const columns = names.filter((name) => name.includes('.'))
    const table = columns[0]?.slice(0, columns[0].indexOf('.'))
    const short = columns.map((name) => name.slice(name.indexOf('.') + 1))
    return new UniqueViolation(table, short, error)
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new ForeignKeyViolation(error.message, { cause: error })
  }
  if (code === 'SQLITE_FULL') return new DiskFull(error.message, { cause: error })
  if (/^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|PROTOCOL|NOMEM|READONLY_DBMOVED)/.test(code)) {
    return new DatabaseUnavailable(error.message, { cause: error })
  }
  return new DatabaseError(error.message, { cause: error })
}

interface PostgresError extends Error {
  table?: string
  detail?: string
}

function translatePostgres(code: string, error: PostgresError): Error {
  const as = (Class: typeof DatabaseError) => new Class(error.message, { cause: error })
  switch (code) {
    case '23505': {
      // The sentence around it depends on the server's language, `(a, b)=(1, 2)` does not.
      const columns = /\((.*?)\)=\(/.exec(error.detail ?? '')?.[1]?.split(', ') ?? []
      return new UniqueViolation(error.table, columns, error)
    }
    case '23503':
      return as(ForeignKeyViolation)
    case '40001': // serialization_failure
    case '40P01': // deadlock_detected
      return as(TransactionConflict)
    case '53100': // disk_full
      return as(DiskFull)
    case '0A000': // feature_not_supported
      // Another replica has migrated a table under a prepared statement of this connection.
      return as(/cached plan/.test(error.message) ? ConnectionLost : DatabaseError)
    case '57P01': // admin_shutdown: what pg_terminate_backend and a stopping server send
    case '57P02': // crash_shutdown
    case '57P03': // cannot_connect_now
    case '57P05': // idle_session_timeout
    case '25P03': // idle_in_transaction_session_timeout
      return as(ConnectionLost)
    case '57014': // query_canceled: statement_timeout
    case '55P03': // lock_not_available: lock_timeout
      return as(DatabaseUnavailable)
    case '25006': // read_only_sql_transaction
      return as(ReadOnlyDatabase)
  }
  if (code.startsWith('08')) return as(ConnectionLost)
  if (code.startsWith('53') || code.startsWith('58')) return as(DatabaseUnavailable)
  return as(DatabaseError)
}

/** Why a database could not be opened, as the first half of a sentence for whoever starts us. */
export function openingFailure(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  switch (code ?? '') {
    case 'SQLITE_NOTADB':
      return 'the file is not an SQLite database'
    case 'SQLITE_CORRUPT':
      return 'the file is a damaged SQLite database'
    case 'SQLITE_CANTOPEN':
      return 'the file cannot be opened'
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
      return 'the file or its directory is not writable'
    case 'SQLITE_BUSY':
      return 'another process holds the file locked'
    case '28P01':
    case '28000':
      return `the server refused the login (${message})`
    case '3D000':
      return `${message}; create it with createdb`
  }
  return describe(error as Error)
}
