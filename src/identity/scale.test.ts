/** Calls that answer with a few of very many rows read those few, on both databases. */
import { randomBytes } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { startCloud } from '../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../test/support/databases.ts'
import { id, insertManyUsers } from '../../test/support/many-users.ts'
import type { Dialect } from '../storage/database.ts'

const MANY = 'users|passwords|groups|memberships|assignments|credentials'
const user = id('u', 4711)
const group = id('g', 3)
const project = id('p', 3)

/** The first of all there are, in the order of the index that they are read by. */
const FIRST = ['/users?limit=50', '/groups?limit=50', '/credentials?limit=50']

const CALLS = [
  ...FIRST,
  `/users?limit=50&marker=${user}`,
  '/users?domain_id=many&limit=50',
  '/users?name=u4711',
  '/users?name=u4711&domain_id=many',
  `/users/${user}`,
  `/users/${user}/groups`,
  `/users/${user}/projects`,
  `/groups/${group}/users`,
  '/groups?name=g3',
  '/projects?limit=50',
  '/projects?name=p77',
  '/projects?domain_id=many&limit=50',
  `/projects?parent_id=${project}`,
  `/role_assignments?user.id=${user}`,
  `/role_assignments?user.id=${user}&effective`,
  `/role_assignments?user.id=${user}&effective&include_names`,
  `/role_assignments?user.id=${user}&scope.project.id=${project}&effective`,
  `/role_assignments?group.id=${group}`,
  `/role_assignments?scope.project.id=${project}`,
  `/role_assignments?scope.project.id=${project}&effective`,
  `/role_assignments?scope.project.id=${project}&include_subtree`,
  '/role_assignments?scope.domain.id=many',
  '/role_assignments?scope.domain.id=many&effective',
  '/role_assignments?scope.system=all',
  '/role_assignments?scope.system=all&effective',
  '/role_assignments?scope.OS-INHERIT:inherited_to=projects',
  `/credentials?user_id=${user}`,
  '/credentials?type=totp',
  '/auth/projects',
  '/auth/domains',
]

interface Sent {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Every statement that is sent to a database from now on. */
function listening(dialect: Dialect): { sent: Sent[]; stop(): void } {
  const sent: Sent[] = []
  if (dialect === 'sqlite') {
    const { prepare } = Sqlite.prototype
    const spy = vi.spyOn(Sqlite.prototype, 'prepare')
    spy.mockImplementation(function (this: Sqlite.Database, text: string) {
      sent.push({ text, values: Array.from(text.matchAll(/\?/g), () => null) })
      return prepare.call(this, text)
    })
    return { sent, stop: () => spy.mockRestore() }
  }
  const { query } = pg.Client.prototype
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  spy.mockImplementation(function (this: pg.Client, ...all: unknown[]) {
    const [asked, values] = all as [string | Sent, unknown[] | undefined]
    sent.push(typeof asked === 'string' ? { text: asked, values: values ?? [] } : asked)
    return Reflect.apply(query, this, all)
  })
  return { sent, stop: () => spy.mockRestore() }
}

/** How the database would go about each, one line a step. */
async function plansOf(url: string, dialect: Dialect, sent: readonly Sent[]): Promise<string[]> {
  const queries = sent.filter(({ text }) => /^\s*(with|select)\b[^]*identity_/i.test(text))
  if (dialect === 'sqlite') {
    const database = new Sqlite(url.replace('sqlite:', ''))
    const plans = queries.flatMap(({ text, values }) =>
      database
        .prepare<unknown[], { detail: string }>(`explain query plan ${text}`)
        .all(...values)
        .map(({ detail }) => detail),
    )
    database.close()
    return plans
  }
  const client = new pg.Client(url)
  await client.connect()
  const plans: string[] = []
  for (const { text, values } of queries) {
    const { rows } = await client.query(`explain ${text}`, [...(values ?? [])])
    plans.push(...rows.map((row) => String(row['QUERY PLAN']).trim()))
  }
  await client.end()
  return plans
}

/** A table of many that is read from one end to the other. The index named is one of few. */
const SCANS: Record<Dialect, RegExp> = {
  sqlite: new RegExp(`^SCAN (user|password|identity_(${MANY}))\\b(?!.*_assignments_inherited$)`),
  postgres: new RegExp(`Seq Scan on identity_(${MANY})\\b`),
}

test.each(SHARED_BACKENDS)(
  '10,000 users and 100,000 assignments are answered by index, $name',
  async (backend) => {
    const { dialect } = backend
    const database = await backend.url('migrated')
    const key = randomBytes(32)
    await using cloud = await startCloud({ database, credentialKeys: [key] })
    const { token } = await cloud.admin()
    await insertManyUsers(cloud.app.database, key)
    if (dialect === 'postgres') {
      const client = new pg.Client(database)
      await client.connect()
      await client.query('analyze')
      await client.end()
    }
    for (const path of CALLS) {
      // A process of its own has nothing prepared yet: all that it needs is sent.
      const ear = listening(dialect)
      await using fresh = await startCloud({ database, credentialKeys: [key] })
      const got = await fresh.request('identity', 'GET', `/v3${path}`, { token })
      ear.stop()
      expect(got.status, got.text).toBe(200)
      const plans = await plansOf(database, dialect, ear.sent)
      expect(plans.length).toBeGreaterThan(3)
      const scans = plans.filter((line) => SCANS[dialect].test(line))
      const ordered = scans.filter((line) => FIRST.includes(path) && / USING INDEX /.test(line))
      expect(scans, path).toEqual(ordered)
    }
  },
  240_000,
)
