/** `stackling serve`: from settings to a running cloud, and to its orderly end. */
import { NoKey } from '../../app/administration.ts'
import { startApp, type App, type AppConfig } from '../../app.ts'
import { SYSTEM_CLOCKS, systemProcessClock } from '../../kernel/clock.ts'
import { systemIds } from '../../kernel/ids.ts'
import { CannotStart } from '../../kernel/service.ts'
import type { Settings } from '../../config/settings.ts'
import type { AuditFile } from '../../telemetry/audit-file.ts'
import { endpoints } from '../../telemetry/endpoints.ts'
import { createLog, type LogFile } from '../../telemetry/log.ts'
import { Metrics } from '../../telemetry/metrics.ts'
import type { Io, Run } from '../command.ts'
import { Failure } from '../failures.ts'
import { openAudit, recordKeeper } from '../serve/audit.ts'
import { banner } from '../serve/banner.ts'
import { generatePassword, readPasswords, type Passwords } from '../serve/clouds-file.ts'
import {
  claimDatabase,
  databaseOf,
  imageDirectoryOf,
  openDataDirectory,
} from '../serve/data-directory.ts'
import { otherKeys, readCredentialKeys } from '../serve/credential-keys.ts'
import { readFederation } from '../serve/federation.ts'
import { imageOf } from '../serve/image-config.ts'
import { readResourceFilters } from '../serve/resource-filters.ts'
import { keepHeapSmall } from '../serve/heap.ts'
import { identityOf, securityOf } from '../serve/identity-config.ts'
import { listeningFailure } from '../serve/listening.ts'
import { writeLogins } from '../serve/logins.ts'
import { PolicyWatch, readPolicies } from '../serve/policies.ts'
import { logRequests } from '../serve/request-log.ts'
import { dieOfExceptions, stopSignal, within } from '../serve/signals.ts'
import { VERSION } from '../version.ts'

/** How long requests and jobs under way may take to finish. Milliseconds. */
const LAST_WORDS = 9_000
/** And how long the last audit records may take to be written. */
const LAST_RECORDS = 1_000

export const serve: Run = async ({ settings, io }) => {
  // Whatever is written below holds keys, password hashes or passwords.
  process.umask(0o077)
  const format = settings.logFormat ?? (io.terminal ? 'pretty' : 'json')
  const log = createLog({ level: settings.logLevel, format })
  const signalled = stopSignal(systemProcessClock, log)
  dieOfExceptions(log)
  openDataDirectory(settings.dataDir)
  const claim = claimDatabase(databaseOf(settings))
  try {
    const audit = openAudit(settings, log)
    const app = await start(settings, io, log, audit)
    log.info({ signal: await signalled }, 'stopping: finishing what is under way')
    const inTime = await within(LAST_WORDS, systemProcessClock, app.stop())
    if (audit) await within(LAST_RECORDS, systemProcessClock, audit.close())
    if (inTime) return 0
    log.warn({}, 'some work was not over in time; it is taken up at the next start')
    process.nextTick(() => process.exit(0))
    return 0
  } finally {
    claim?.release()
    log.flush()
  }
}

async function start(
  settings: Settings,
  io: Io,
  log: LogFile,
  audit: AuditFile | undefined,
): Promise<App> {
  const { dataDir, region } = settings
  const kept = await readPasswords(dataDir)
  const initial = {
    admin: settings.adminPassword ?? kept.admin ?? generatePassword(),
    demo: settings.demoPassword ?? kept.demo ?? generatePassword(),
  }
  const config = await configOf(settings, initial, log)
  // A generated password must not be lost to a crash between the first commit and the last line.
  if (kept.admin === undefined) {
    const identity = `http://${settings.listen}:${settings.singlePort ?? settings.identityPort}`
    await writeLogins(dataDir, { identity, region, passwords: initial })
  }
  const app = await listen(config, settings, log, audit)
  const passwords = app.isNew ? initial : known(settings, kept)
  const identity = app.addresses.get('identity')!.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//127.0.0.1')
  await writeLogins(dataDir, { identity, region, passwords })
  io.out(
    banner({
      version: VERSION,
      services: app.services,
      addresses: app.addresses,
      dataDir,
      database: withoutPassword(config.database),
      notes: notesOn(settings, app, passwords),
    }),
  )
  return app
}

/** What gets one into a cloud that was there before. */
function known(settings: Settings, kept: Passwords): Passwords {
  return {
    admin: kept.admin ?? settings.adminPassword,
    demo: kept.demo ?? settings.demoPassword,
  }
}

async function configOf(
  settings: Settings,
  passwords: { admin: string; demo: string },
  log: LogFile,
): Promise<AppConfig> {
  return {
    database: databaseOf(settings),
    address: settings.listen,
    ports: {
      identity: settings.identityPort,
      compute: settings.computePort,
      'block-storage': settings.blockStoragePort,
      image: settings.imagePort,
      network: settings.networkPort,
      placement: settings.placementPort,
    },
    singlePort: settings.singlePort,
    publicUrl: settings.publicUrl,
    trustedProxies: settings.trustedProxies,
    corsAllowedOrigins: settings.corsAllowedOrigin,
    hosts: settings.hosts,
    computeReclaimInterval: settings.computeReclaimInterval,
    backends: settings.backends,
    networkAgents: settings.networkAgents,
    imageDirectory: imageDirectoryOf(settings),
    imageStores: settings.imageStores,
    ...imageOf(settings),
    resourceFilters: await readResourceFilters(settings.resourceFilters),
    preset: settings.preset,
    region: settings.region,
    transitions: settings.transitions,
    adminPassword: passwords.admin,
    demoPassword: passwords.demo,
    tokenLifetimeSeconds: settings.tokenLifetime,
    security: securityOf(settings),
    identity: identityOf(settings),
    federation: await readFederation(settings.federationFile, log),
    credentialKeys: await readCredentialKeys(settings),
    catalog: settings.catalog,
    policyOverrides: await readPolicies(settings, log),
    policyOptions: {
      enforceScope: settings.enforceScope,
      enforceNewDefaults: settings.enforceNewDefaults,
    },
    checkResponses: 'sampled',
  }
}

async function listen(
  config: AppConfig,
  settings: Settings,
  log: LogFile,
  audit: AuditFile | undefined,
): Promise<App> {
  const metrics = new Metrics()
  const logRequest = logRequests({ log, level: settings.logLevel, clock: systemProcessClock })
  const keepRecord = recordKeeper(settings, audit)
  const policies = new PolicyWatch(settings, log)
  try {
    const app = await startApp(config, {
      ...SYSTEM_CLOCKS,
      ids: systemIds,
      log,
      onAnswer: (record) => {
        metrics.count(record)
        logRequest?.(record, keepRecord?.(record))
      },
      programRoutes: (running) => endpoints(running, metrics, policies.readings()),
    })
    policies.start(app)
    keepHeapSmall(systemProcessClock)
    process.on('SIGHUP', () => void audit?.reopen())
    return app
  } catch (error) {
    if (error instanceof NoKey) throw otherKeys(settings)
    if (error instanceof CannotStart) throw new Failure(error.message)
    throw await listeningFailure(error, settings)
  }
}

function notesOn(settings: Settings, app: App, passwords: Passwords): string[] {
  const notes: string[] = []
  if (!app.isNew) {
    const { admin } = passwords
    if (admin === undefined) {
      notes.push(
        'this database was first used elsewhere, so clouds.yaml has no passwords: take them from ' +
          'the clouds.yaml made then, or give --admin-password',
      )
    } else if (settings.adminPassword !== undefined && settings.adminPassword !== admin) {
      notes.push(
        '--admin-password is for a new cloud; this one keeps the password in clouds.yaml. ' +
          'Change it with: openstack user set --password-prompt admin',
      )
    }
  }
  if (!/^(127\.|::1$|localhost$)/.test(settings.listen)) {
    notes.push(`the network can reach this cloud on ${settings.listen}, without encryption`)
  }
  return notes
}

function withoutPassword(database: string): string {
  if (!/^postgres(ql)?:/.test(database)) return database.replace(/^sqlite:(?!:)/, '')
  const url = new URL(database)
  url.password = ''
  return url.href
}
