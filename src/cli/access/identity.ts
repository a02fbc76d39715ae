/** Identity as the commands reach it: in the data, beside a service that may be running. */
import { existsSync } from 'node:fs'
import {
  NoCloud,
  NoKey,
  NotHere,
  NotPossible,
  withIdentity,
  type IdentityEnv,
  type Who,
} from '../../app/administration.ts'
import { flagOf, type Settings } from '../../config/settings.ts'
import { didYouMean } from '../../config/suggest.ts'
import { SYSTEM_CLOCKS } from '../../kernel/clock.ts'
import { Fault } from '../../kernel/faults.ts'
import { systemIds } from '../../kernel/ids.ts'
import { DatabaseUnavailable } from '../../storage/errors.ts'
import { createLog } from '../../telemetry/log.ts'
import { UsageError, type Invocation } from '../command.ts'
import { Failure } from '../failures.ts'
import { keyFileOf, otherKeys, readCredentialKeys } from '../serve/credential-keys.ts'
import { databaseOf, sqliteFileOf } from '../serve/data-directory.ts'
import { identityOf, securityOf } from '../serve/identity-config.ts'

/** @throws UsageError where nobody was named */
export function whoIn({ operand, options }: Invocation, command: string): Who {
  if (operand === undefined) {
    throw new UsageError(`${command} needs the name of a user: stackling ${command} <name>`)
  }
  if (operand.trim() === '' || operand.length > 255) {
    throw new UsageError('the name of a user has 1 to 255 characters')
  }
  return { user: operand, domain: options.get('domain') ?? 'Default' }
}

/** Works on the data. @throws Failure in words for whoever typed the command */
export async function onIdentity<T>(
  settings: Settings,
  work: (env: IdentityEnv) => Promise<T>,
  keys: 'needed' | 'unused' = 'unused',
): Promise<T> {
  process.umask(0o077)
  const database = databaseOf(settings)
  const file = sqliteFileOf(database)
  if (file === undefined && !database.startsWith('postgres')) {
    throw new Failure(
      'a cloud in memory can only be changed through its API: openstack user create, and so on',
    )
  }
  if (file !== undefined && !existsSync(file)) throw noCloudIn(file, settings)
  const config = {
    database,
    tokenLifetimeSeconds: settings.tokenLifetime,
    security: securityOf(settings),
    identity: identityOf(settings),
    credentialKeys: keys === 'needed' ? await keysOf(settings) : undefined,
  }
  const log = createLog({ level: 'warn', format: 'pretty' })
  try {
    return await withIdentity(config, { ...SYSTEM_CLOCKS, ids: systemIds, log }, work)
  } catch (error) {
    throw error instanceof NoKey ? otherKeys(settings) : inWords(error)
  } finally {
    log.flush()
  }
}

/** Of a shared database the data directory may be elsewhere; a new key there would help nobody. */
async function keysOf(settings: Settings): Promise<readonly Buffer[]> {
  const file = keyFileOf(settings)
  if (existsSync(file)) return readCredentialKeys(settings)
  throw new Failure(
    `${file} is not there, and what signs tokens is encrypted with the keys in it. Name the file ` +
      'that the service has: --credential-key-file <file>',
  )
}

function noCloudIn(file: string, { dataDir }: Settings): Failure {
  return new Failure(
    `there is no cloud in ${file}. Start one with stackling serve, or say where it is: ` +
      `--${flagOf('dataDir')} <directory> (now ${dataDir}) or --${flagOf('database')} <url>`,
  )
}

function inWords(error: unknown): unknown {
  if (error instanceof NotHere) {
    return new Failure(`${error.message}${didYouMean(error.wanted, error.names)}`)
  }
  if (error instanceof NoCloud || error instanceof NotPossible || error instanceof Fault) {
    return new Failure(error.message)
  }
  if (error instanceof DatabaseUnavailable) {
    return new Failure(`${error.message}. Nothing was changed; try again in a moment`)
  }
  return error
}
