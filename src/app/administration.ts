/** A cloud's data without its services: what commands work on, beside a service that may be running. */
import {
  createIdentity,
  isBootstrapped,
  type IdentityConfiguration,
  type IdentityEnv,
  type SecurityCompliance,
} from '../identity/facade.ts'
import type { Clocks } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import type { Ids } from '../kernel/ids.ts'
import { pendingMigrations } from '../storage/migrate.ts'
import { openDatabase } from '../storage/open.ts'
import { MIGRATIONS } from '../services.ts'

export {
  BEARERS,
  givePassword,
  issueToken,
  makeAccount,
  NoKey,
  NotHere,
  NotPossible,
  rotateSigningKey,
  tryMapping,
  type Account,
  type Bearer,
  type FederationSettings,
  type IdentityConfiguration,
  type IdentityEnv,
  type IssuedToken,
  type OidcSettings,
  type Place,
  type Rotation,
  type SecurityCompliance,
  type Who,
} from '../identity/facade.ts'

export interface DataConfig {
  /** A file's path or `postgres://…`. */
  readonly database: string
  readonly tokenLifetimeSeconds: number
  readonly security: Partial<SecurityCompliance>
  readonly identity: Partial<IdentityConfiguration>
  /** Undefined where they are not at hand; see `createIdentity`. */
  readonly credentialKeys: readonly Buffer[] | undefined
}

/** There is no cloud in the database, or one of an older version. The message says what to do. */
export class NoCloud extends Error {
  override name = 'NoCloud'
}

/**
 * Opens the data, works on it and closes it. What is changed counts at once for every replica that
 * runs on it.
 * @throws NoCloud, NoKey, CannotOpenDatabase, NewerSchema
 */
export async function withIdentity<T>(
  config: DataConfig,
  parts: Clocks & { readonly ids: Ids; readonly log: Log },
  work: (env: IdentityEnv) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ url: config.database, clock: parts.processClock })
  try {
    const pending = await pendingMigrations(database, MIGRATIONS)
    if (pending.length === MIGRATIONS.length)
      throw new NoCloud('there is no cloud in this database')
    if (pending.length > 0) {
      throw new NoCloud(
        'the database is of an older version: run stackling migrate, or start the service once',
      )
    }
    if (!(await database.read(isBootstrapped))) {
      throw new NoCloud('there is no cloud in this database')
    }
    const { tokenLifetimeSeconds, security, identity, credentialKeys } = config
    const env = createIdentity({
      ...parts,
      ...{ database, tokenLifetimeSeconds, security, identity },
      ...(credentialKeys && { credentialKeys }),
    })
    return await work(env)
  } finally {
    await database.close()
  }
}
