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
import { insertEndpoint } from '../endpoints/endpoints.store.ts'
import { insertGrant } from '../grants/grants.store.ts'
import { insertRegion } from '../regions/regions.store.ts'
import { insertService } from '../services/services.store.ts'
import {
  claimBootstrap,
  insertFirstPlace,
  insertFirstRoles,
  insertFirstUser,
  isBootstrapped,
} from './bootstrap.store.ts'

export interface BootstrapOptions {
  readonly adminPassword: string
  readonly demoPassword: string
  readonly region: string
  readonly catalog: readonly OfferedEntry[]
  /** Written down for the rotation of keys. */
  readonly tokenLifetimeSeconds: number
}

/** From the strongest; each implies the next. */
const CHAIN = ['admin', 'manager', 'member', 'reader']

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
    if (!(await claimBootstrap(tx))) return false
    await putSigningKey(tx, firstKey, { now, lastExpiry: now, forgotten: now })
    await insertFirstPlace(tx, {
      ...{ id: 'default', name: 'Default', is_domain: 1, domain_id: null, parent_id: null },
      description: 'The default domain',
    })
    const chain = CHAIN.map((name) => ({ id: env.ids.hex(), name }))
    const roles = [...chain, { id: env.ids.hex(), name: 'service' }]
    await insertFirstRoles(tx, roles, chain)
    const roleIds = new Map(roles.map(({ id, name }) => [name, id]))
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

/** Rows of the default domain. */
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
    const place = { is_domain: 0, domain_id: 'default', parent_id: 'default' }
    await insertFirstPlace(this.#tx, { id, name, ...place, description })
    return id
  }

  async user(name: string, hash: string): Promise<string> {
    const id = this.#env.ids.hex()
    const row = { id, domain_id: 'default', name, default_project_id: null }
    await insertFirstUser(this.#tx, { ...row, created_at: this.#now }, hash)
    return id
  }

  async assign(
    actor_id: string,
    target_type: 'project' | 'system',
    target_id: string,
    role_id: string,
  ): Promise<void> {
    const actor = { actor_type: 'user', actor_id } as const
    await insertGrant(this.#tx, { ...actor, target_type, target_id, role_id, inherited: 0 })
  }

  async catalog({ region, catalog }: BootstrapOptions): Promise<void> {
    const tx = this.#tx
    await insertRegion(tx, { id: region, description: '', parent_region_id: null, extra: '{}' })
    for (const { type, name, service, path } of catalog) {
      const id = this.#env.ids.hex()
      await insertService(tx, { id, type, enabled: true, extra: JSON.stringify({ name }) })
      for (const interfaceName of INTERFACES) {
        await insertEndpoint(tx, {
          id: this.#env.ids.hex(),
          service_id: id,
          interface: interfaceName,
          region_id: region,
          url: `$(base:${service})s${path}`,
          enabled: 1,
          extra: '{}',
        })
      }
    }
  }
}
