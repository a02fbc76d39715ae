/**
 * What a new cloud starts with, as `keystone-manage bootstrap` makes it (keystone/cmd/bootstrap.py),
 * and beside it a project and a user for everyday use. Everything in one transaction: a crash
 * leaves nothing half-made, and of two replicas that start together one does it.
 */
import { isoTime } from '../../kernel/clock.ts'
import type { OfferedEntry } from '../../kernel/service.ts'
import type { Tx } from '../../storage/database.ts'
import type { IdentityEnv } from '../operation.ts'
import { longestLifetime, noteLifetime, putSigningKey } from '../tokens/signing-keys.store.ts'
import { newSigningKey } from '../authority/keyring.usecase.ts'
import { requireVault, sealSecrets } from '../credentials/sealing.usecase.ts'

export interface BootstrapOptions {
  readonly adminPassword: string
  readonly demoPassword: string
  readonly region: string
  readonly catalog: readonly OfferedEntry[]
  /** Written down for the rotation of keys. */
  readonly tokenLifetimeSeconds: number
}

/** From the strongest; each implies the next. */
const ROLES = ['admin', 'manager', 'member', 'reader'] as const

const INTERFACES = ['public', 'internal', 'admin'] as const

/**
 * Makes a new cloud where there is none; false where there is one already.
 * @throws NoKey where its secrets were encrypted with other keys
 */
export async function bootstrap(env: IdentityEnv, options: BootstrapOptions): Promise<boolean> {
  const { database } = env
  const { receiptLifetimeSeconds } = env.configuration
  const lifetime = Math.max(options.tokenLifetimeSeconds, receiptLifetimeSeconds)
  const isNew = !(await database.read(isBootstrapped)) && (await makeCloud(env, options))
  await database.read((tx) => requireVault(env.vault, tx))
  await sealSecrets(env)
  if (lifetime > (await database.read(longestLifetime))) {
    await database.write((tx) => noteLifetime(tx, lifetime))
  }
  return isNew
}

/** False where another replica was first. */
async function makeCloud(env: IdentityEnv, options: BootstrapOptions): Promise<boolean> {
  const { database, passwords } = env
  const [adminHash, demoHash] = await Promise.all([
    passwords.hash(options.adminPassword),
    passwords.hash(options.demoPassword),
  ])
  const firstKey = newSigningKey(env.vault, env.ids.hex())
  const now = isoTime(env.clock.now())
  return database.write(async (tx) => {
    if (!(await claim(tx))) return false
    await putSigningKey(tx, firstKey, { now, lastExpiry: now, forgotten: now })
    await insertDomain(tx)
    const roleIds = await insertRoles(tx, env)
    const cloud = new NewCloud(tx, env, now)
    const adminProject = await cloud.project(
      'admin',
      'Bootstrap project for initializing the cloud.',
    )
    const demoProject = await cloud.project('demo', '')
    const admin = await cloud.user('admin', adminHash)
    const demo = await cloud.user('demo', demoHash)
    await cloud.assign(admin, 'project', adminProject, roleIds.get('admin')!)
    await cloud.assign(admin, 'system', 'system', roleIds.get('admin')!)
    await cloud.assign(demo, 'project', demoProject, roleIds.get('member')!)
    await cloud.catalog(options)
    return true
  })
}

export async function isBootstrapped(tx: Tx): Promise<boolean> {
  const row = await tx.db.selectFrom('identity_state').select('id').executeTakeFirst()
  return row !== undefined
}

/** The row is there once; whoever comes second waits for the first and finds it. */
async function claim(tx: Tx): Promise<boolean> {
  const result = await tx.db
    .insertInto('identity_state')
    .values({ id: 1, epoch: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
}

async function insertDomain(tx: Tx): Promise<void> {
  await tx.db
    .insertInto('identity_projects')
    .values({
      id: 'default',
      name: 'Default',
      is_domain: 1,
      domain_id: null,
      parent_id: null,
      description: 'The default domain',
      enabled: 1,
      generation: 0,
      options: '{}',
      extra: '{}',
    })
    .execute()
}

async function insertRoles(tx: Tx, { ids }: IdentityEnv): Promise<Map<string, string>> {
  const roles = [...ROLES, 'service'].map((name) => ({ id: ids.hex(), name }))
  const options = JSON.stringify({ immutable: true })
  await tx.db
    .insertInto('identity_roles')
    .values(
      roles.map((role) => ({ ...role, domain_id: null, description: null, options, extra: '{}' })),
    )
    .execute()
  const idOf = new Map(roles.map(({ id, name }) => [name, id]))
  const implied = ROLES.slice(1).map((name, index) => ({
    prior_role_id: idOf.get(ROLES[index]!)!,
    implied_role_id: idOf.get(name)!,
  }))
  await tx.db.insertInto('identity_implied_roles').values(implied).execute()
  return idOf
}

class NewCloud {
  readonly #tx: Tx
  readonly #env: IdentityEnv
  readonly #now: string

  constructor(tx: Tx, env: IdentityEnv, now: string) {
    this.#tx = tx
    this.#env = env
    this.#now = now
  }

  async project(name: string, description: string): Promise<string> {
    const id = this.#env.ids.hex()
    await this.#tx.db
      .insertInto('identity_projects')
      .values({
        id,
        name,
        is_domain: 0,
        domain_id: 'default',
        parent_id: 'default',
        description,
        enabled: 1,
        generation: 0,
        options: '{}',
        extra: '{}',
      })
      .execute()
    return id
  }

  async user(name: string, hash: string): Promise<string> {
    const id = this.#env.ids.hex()
    const created_at = this.#now
    await this.#tx.db
      .insertInto('identity_users')
      .values({
        id,
        domain_id: 'default',
        name,
        enabled: 1,
        default_project_id: null,
        generation: 0,
        created_at,
        options: '{}',
        extra: '{}',
      })
      .execute()
    await this.#tx.db
      .insertInto('identity_passwords')
      .values({ user_id: id, number: 1, hash, created_at, expires_at: null })
      .execute()
    return id
  }

  async assign(
    userId: string,
    targetType: 'project' | 'system',
    targetId: string,
    roleId: string,
  ): Promise<void> {
    await this.#tx.db
      .insertInto('identity_assignments')
      .values({
        actor_type: 'user',
        actor_id: userId,
        target_type: targetType,
        target_id: targetId,
        role_id: roleId,
        inherited: 0,
      })
      .execute()
  }

  async catalog({ region, catalog }: BootstrapOptions): Promise<void> {
    const { db } = this.#tx
    await db
      .insertInto('identity_regions')
      .values({ id: region, description: '', parent_region_id: null, extra: '{}' })
      .execute()
    for (const { type, name, service, path } of catalog) {
      const id = this.#env.ids.hex()
      await db
        .insertInto('identity_services')
        .values({ id, type, enabled: 1, extra: JSON.stringify({ name }) })
        .execute()
      const endpoints = INTERFACES.map((interfaceName) => ({
        id: this.#env.ids.hex(),
        service_id: id,
        interface: interfaceName,
        region_id: region,
        url: `$(base:${service})s${path}`,
        enabled: 1,
        extra: '{}',
      }))
      await db.insertInto('identity_endpoints').values(endpoints).execute()
    }
  }
}
