/** The one place that wires services, storage, drivers and jobs into something that listens. */
import { listen, type ListenConfig, type Listening } from './app/listen.ts'
import { wireServices } from './app/wiring.ts'
import type { Transitions } from './jobs/job.ts'
import type { JobRunner } from './jobs/runner.ts'
import type { ClientTimeouts } from './kernel/client-timeouts.ts'
import type { Clocks } from './kernel/clock.ts'
import { closeServer } from './kernel/closing.ts'
import type { Authenticator, Log } from './kernel/context.ts'
import type { Ids } from './kernel/ids.ts'
import { Pipeline, type ResponseChecks } from './kernel/pipeline.ts'
import { Enforcer, type EnforcerOptions } from './kernel/policy.ts'
import type { ProgramRoute } from './kernel/program-routes.ts'
import { rulesOf } from './kernel/registry.ts'
import type { AnswerRecord } from './kernel/server-options.ts'
import type { Service } from './kernel/service.ts'
import { MIGRATIONS, MODULES, type ServiceConfig } from './services.ts'
import type { Database } from './storage/database.ts'
import { migrate } from './storage/migrate.ts'
import { openDatabase } from './storage/open.ts'

/** What all services share, beside what each of them asks for. */
export interface AppConfig extends ServiceConfig, ListenConfig {
  /** A file's path, `sqlite::memory:` or `postgres://…`. */
  readonly database: string
  readonly transitions: Transitions
  /** Which of the entries that are optional the catalogue of a new cloud offers, by type. */
  readonly catalog: readonly string[]
  readonly policyOverrides: PolicyOverrides
  readonly policyOptions?: EnforcerOptions
  readonly checkResponses: ResponseChecks
}

/** The operator's check strings by rule name: the same for every service, or each its own. */
export type PolicyOverrides =
  | ReadonlyMap<string, string>
  | ((serviceType: string) => ReadonlyMap<string, string>)

export interface AppParts extends Clocks {
  readonly ids: Ids
  readonly log: Log
  /** One that is open, in place of the one that the configuration names. It is closed at the end. */
  readonly database?: Database
  /** How long clients may take; `CLIENT_TIMEOUTS` of the kernel unless told. */
  readonly clientTimeouts?: ClientTimeouts
  onAnswer?(record: AnswerRecord): void
  /** The paths that belong to no service: health and metrics. */
  programRoutes?(app: App): readonly ProgramRoute[]
}

export interface App {
  readonly services: readonly Service[]
  readonly database: Database
  readonly jobs: JobRunner
  readonly authenticator: Authenticator
  /** The database was empty. */
  readonly isNew: boolean
  /** `http://host:port[/path]` by service type, once listening. */
  readonly addresses: ReadonlyMap<string, string>
  /**
   * Takes new policies into use; requests under way finish with the old ones.
   * @throws PolicyError where they are faulty: then the old ones stay, of every service
   */
  reloadPolicy(overrides: PolicyOverrides): void
  /** Finishes what is under way, then closes the database. */
  stop(): Promise<void>
}

export async function startApp(config: AppConfig, parts: AppParts): Promise<App> {
  const database =
    parts.database ?? (await openDatabase({ url: config.database, clock: parts.processClock }))
  try {
    return await run(config, parts, database)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function run(config: AppConfig, parts: AppParts, database: Database): Promise<App> {
  await migrate(database, parts.processClock, MIGRATIONS)
  const wired = wireServices(MODULES, config, { ...parts, database })
  const { services, authenticator, jobs } = wired
  const isNew = await wired.prepare()
  let enforcers = enforcersOf(services, config.policyOverrides, config)
  const reloadPolicy = (overrides: PolicyOverrides): void => {
    enforcers = enforcersOf(services, overrides, config)
  }
  const pipeline = new Pipeline({
    services,
    database,
    log: parts.log,
    authenticator,
    enforcerOf: (service) => enforcers.get(service.type)!,
    checkResponses: config.checkResponses,
  })
  const listening: Listening = { servers: [], addresses: new Map() }
  const { servers, addresses } = listening
  const { processClock, log, clientTimeouts, onAnswer, programRoutes } = parts
  const app: App = {
    ...{ services, database, jobs, authenticator, isNew, addresses, reloadPolicy },
    stop: async () => {
      // What requests and jobs under way make use of is there until they have ended.
      await Promise.all(servers.map((server) => closeServer(server, processClock, clientTimeouts)))
      await jobs.stop()
      await wired.stop()
      await database.close()
    },
  }
  const answering = {
    ...{ pipeline, log, ids: parts.ids, clock: processClock },
    challenge: (addressOf: (serviceType: string) => string) => authenticator.challenge(addressOf),
    ...(clientTimeouts && { clientTimeouts }),
    ...(onAnswer && { onAnswer }),
    ...(programRoutes && { programRoutes: programRoutes(app) }),
  }
  await wired.start()
  try {
    await listen(config, services, answering, listening)
    jobs.start()
  } catch (error) {
    await wired.stop()
    for (const server of servers) server.close()
    throw error
  }
  return app
}

/** @throws PolicyError */
function enforcersOf(
  services: readonly Service[],
  overrides: PolicyOverrides,
  { policyOptions }: AppConfig,
): ReadonlyMap<string, Enforcer> {
  return new Map(
    services.map((service) => {
      const own = typeof overrides === 'function' ? overrides(service.type) : overrides
      return [service.type, new Enforcer(rulesOf(service), own, policyOptions)]
    }),
  )
}
