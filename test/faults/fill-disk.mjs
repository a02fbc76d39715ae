/**
 * Loaded into the program before it starts, so that a test can fill the disk on any system: each
 * SIGUSR2 takes away the room of its SQLite databases, or gives it back, and says so.
 */
import Sqlite from 'better-sqlite3'

/** Room that is left when the disk is nearly full, in pages. */
const LEFT = 100
/** SQLite's own limit, in pages. */
const UNLIMITED = 4_294_967_294

const connections = new Set()
let full = false

const { prepare } = Sqlite.prototype
Sqlite.prototype.prepare = function prepareAndNote(...args) {
  connections.add(this)
  return prepare.apply(this, args)
}

process.on('SIGUSR2', () => {
  full = !full
  for (const connection of connections) {
    if (!connection.open) continue
    const pages = connection.pragma('page_count', { simple: true })
    connection.pragma(`max_page_count = ${full ? pages + LEFT : UNLIMITED}`)
  }
  process.stderr.write(full ? 'the disk is full\n' : 'there is room again\n')
})
