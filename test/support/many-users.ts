/** Very many users with roles, put into a database directly. */
import { Vault } from '../../src/kernel/vault.ts'
import type { Database, Tx } from '../../src/storage/database.ts'

const USERS = 10_000
const ASSIGNMENTS = 100_000
const PROJECTS = 2_000
const GROUPS = 5_000
/** Half of everything is in each. */
const DOMAINS = ['default', 'many'] as const

/** `id('u', 7)` is that of the user called `u7`; groups are `g`, projects `p`, credentials `c`. */
export const id = (kind: 'u' | 'g' | 'p' | 'c', index: number): string =>
  kind.charCodeAt(0).toString(16) + String(index).padStart(30, '0')

const range = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

const NO_EXTRAS = { options: '{}', extra: '{}' }
const CREATED = { created_at: '2026-01-01T00:00:00.000Z' }

/** @param key that the secrets of credentials are encrypted with */
export async function insertManyUsers(database: Database, key: Buffer): Promise<void> {
  await database.write(async (tx) => {
    await places(tx)
    await people(tx)
    const { id: role_id } = await tx.db
      .selectFrom('identity_roles')
      .select('id')
      .where('name', '=', 'reader')
      .executeTakeFirstOrThrow()
    const each = ASSIGNMENTS / USERS
    const assignments = range(ASSIGNMENTS, (i) => ({
      actor_type: 'user',
      actor_id: id('u', Math.floor(i / each)),
      target_type: 'project',
      target_id: id('p', (i * 7) % PROJECTS),
      role_id,
      inherited: 0,
    }))
    await insert(tx, 'identity_assignments', assignments)
    const vault = new Vault([key])
    const credentials = range(USERS, (i) => ({
      id: id('c', i),
      user_id: id('u', i),
      project_id: null,
      type: 'cert',
      blob: vault.seal('secret', id('c', i)),
      last_step: null,
      extra: '{}',
    }))
    await insert(tx, 'identity_credentials', credentials)
  })
}

async function places(tx: Tx): Promise<void> {
  const place = { ...NO_EXTRAS, description: '', enabled: 1, generation: 0 }
  const domain = { id: 'many', name: 'many', is_domain: 1, domain_id: null, parent_id: null }
  const projects = range(PROJECTS, (i) => {
    const domain_id = DOMAINS[i % 2]!
    return { id: id('p', i), name: `p${i}`, is_domain: 0, domain_id, parent_id: domain_id }
  })
  const rows = [domain, ...projects].map((row) => ({ ...place, ...row }))
  await insert(tx, 'identity_projects', rows)
}

async function people(tx: Tx): Promise<void> {
  const users = range(USERS, (i) => ({
    ...NO_EXTRAS,
    ...CREATED,
    id: id('u', i),
    domain_id: DOMAINS[i % 2]!,
    name: `u${i}`,
    enabled: 1,
    default_project_id: null,
    generation: 0,
  }))
  await insert(tx, 'identity_users', users)
  const passwords = range(USERS, (i) => ({
    ...CREATED,
    user_id: id('u', i),
    number: 1,
    hash: '',
    expires_at: null,
    self_service: 0,
  }))
  await insert(tx, 'identity_passwords', passwords)
  const groups = range(GROUPS, (i) => ({
    id: id('g', i),
    domain_id: DOMAINS[i % 2]!,
    name: `g${i}`,
    description: null,
    extra: '{}',
  }))
  await insert(tx, 'identity_groups', groups)
  const memberships = range(USERS, (i) => ({ user_id: id('u', i), group_id: id('g', i % GROUPS) }))
  await insert(tx, 'identity_memberships', memberships)
}

type Row = Readonly<Record<string, string | number | null>>

/** A thousand at once: databases bound how many values a statement may have. */
async function insert(tx: Tx, table: `identity_${string}`, rows: readonly Row[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 1000) {
    const some = rows.slice(start, start + 1000)
    await tx.db
      .insertInto(table as 'identity_users')
      .values(some as never)
      .execute()
  }
}
