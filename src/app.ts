/** The one place that wires services, storage, drivers and jobs into something that listens. */
import type { FastifyInstance } from 'fastify'
import { blockStorage, blockStorageJobs, prepareBlockStorage } from './block-storage/service.ts'
import { compute, prepareCompute } from './compute/service.ts'
import { SimulatedHypervisor } from './drivers/hypervisor/simulated.ts'
import { SimulatedVolumes } from './drivers/volume/simulated.ts'
import {
  bootstrap,
  createAuthenticator,
  createIdentity,
  disableInactiveUsers,
  refuseDeepTrees,
  type FederationSettings,
  type IdentityConfiguration,
  type SecurityCompliance,
} from './identity/facade.ts'
import { identity } from './identity/service.ts'
import { image } from './image/service.ts'
import type { Transitions } from './jobs/job.ts'
import { JobRunner } from './jobs/runner.ts'
import { portOf, type AddressPlan } from './kernel/addresses.ts'
import type { ClientTimeouts } from './kernel/client-timeouts.ts'
import type { Clocks } from './kernel/clock.ts'
import { closeServer } from './kernel/closing.ts'
import type { Authenticator, Log } from './kernel/context.ts'
import { unavailable, type Fault } from './kernel/faults.ts'
import type { Ids } from './kernel/ids.ts'
import { Pipeline, type ResponseChecks } from './kernel/pipeline.ts'
import { Enforcer, type EnforcerOptions } from './kernel/policy.ts'
import { rulesOf } from './kernel/registry.ts'
import type { AnswerRecord } from './kernel/server-options.ts'
import { createServer } from './kernel/server.ts'
import type { Service } from './kernel/service.ts'
import type { Database } from './storage/database.ts'
import { DatabaseUnavailable } from './storage/errors.ts'
import { migrate } from './storage/migrate.ts'
import { openDatabase } from './storage/open.ts'
import { MIGRATIONS } from './services.ts'

export { NoKey, TreeTooDeep, tryMapping } from './identity/facade.ts'

export interface AppConfig {
  /** A file's path, `sqlite::memory:` or `postgres://…`. */
  readonly database: string
  /** The address to listen on. */
  readonly address: string
  /** Port by service type; 0 is any free one. Not used with `singlePort`. */
  readonly ports: Readonly<Record<ServiceType, number>>
  readonly singlePort: number | undefined
  readonly publicUrl: string | undefined
  readonly trustedProxies: readonly string[]
  /** Names of the simulated hosts. */
  readonly hosts: readonly string[]
  readonly region: string
  readonly transitions: Transitions
  /** Passwords for the first start; generated where absent. */
  readonly adminPassword: string | undefined
  readonly demoPassword: string | undefined
  readonly tokenLifetimeSeconds: number
  /** Rules for passwords and failed sign-ins; Keystone's defaults where left out. */
  readonly security?: Partial<SecurityCompliance>
  /** What else operators may set of Identity; Keystone's defaults where left out. */
  readonly identity?: Partial<IdentityConfiguration>
  /** Who vouches for users elsewhere. */
  readonly federation?: Partial<FederationSettings>
  /** Keys for the secrets of credentials; see `createIdentity`. */
  readonly credentialKeys?: readonly Buffer[]
  /** Service types that the catalogue of a new cloud offers. */
  readonly catalog: readonly string[]
  readonly policyOverrides: PolicyOverrides
  readonly policyOptions?: EnforcerOptions
  readonly checkResponses: ResponseChecks
}

export { SERVICES } from './services.ts'
export { BEARERS } from './identity/facade.ts'
export type {
  Bearer,
  FederationSettings,
  IdentityConfiguration,
  Metadata,
  OidcSettings,
  SecurityCompliance,
} from './identity/facade.ts'

/** The operator's check strings by rule name: the same for every service, or each its own. */
export type PolicyOverrides =
  | ReadonlyMap<string, string>
  | ((serviceType: string) => ReadonlyMap<string, string>)

export type ServiceType = 'identity' | 'compute' | 'block-storage' | 'image'

export interface AppParts extends Clocks {
  readonly ids: Ids
  readonly log: Log
  /** How long clients may take; `CLIENT_TIMEOUTS` of the kernel unless told. */
  readonly clientTimeouts?: ClientTimeouts
  onAnswer?(record: AnswerRecord): void
  /** Adds the paths that belong to no service: health and metrics. */
  extraRoutes?(server: FastifyInstance, app: App): void
}

/** What the first start made, to be shown once and written into `clouds.yaml`. */
export interface Bootstrapped {
  readonly adminPassword: string
  readonly demoPassword: string
}

export interface App {
  readonly services: readonly Service[]
  readonly database: Database
  readonly jobs: JobRunner
  readonly authenticator: Authenticator
  /** Undefined when the database was not empty: the passwords are known from the first start. */
  readonly bootstrapped: Bootstrapped | undefined
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
  const database = await openDatabase({ url: config.database, clock: parts.processClock })
  try {
    return await wire(config, parts, database)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** What operators have not said is left out. */
function identityParts({ identity: configuration, ...config }: AppConfig) {
  const { tokenLifetimeSeconds, security, federation, credentialKeys } = config
  return {
    tokenLifetimeSeconds,
    ...(security && { security }),
    ...(configuration && { configuration }),
    ...(federation && { federation }),
    ...(credentialKeys && { credentialKeys }),
  }
}

async function wire(config: AppConfig, parts: AppParts, database: Database): Promise<App> {
  const { clock, processClock, ids, log } = parts
  await migrate(database, processClock, MIGRATIONS)
  const base = { database, clock, ids, log }
  const identityEnv = createIdentity({ ...base, processClock, ...identityParts(config) })
  const bootstrapped = await bootstrap(identityEnv, config)
  await refuseDeepTrees(identityEnv)
  const hypervisor = new SimulatedHypervisor(config.hosts)
  const volumes = new SimulatedVolumes(config.hosts)
  const jobs = new JobRunner({
    ...base,
    clock: processClock,
    kinds: blockStorageJobs({ ...base, volumes }),
    transitions: config.transitions,
  })
  const computeEnv = { ...base, hypervisor }
  const blockStorageEnv = { ...base, volumes, jobs, hosts: config.hosts }
  await prepareCompute(computeEnv)
  await prepareBlockStorage(blockStorageEnv)
  const services: Service[] = [
    { ...identity, env: identityEnv },
    { ...compute, env: computeEnv },
    { ...blockStorage, env: blockStorageEnv },
    image,
  ]
  let enforcers = enforcersOf(services, config.policyOverrides, config)
  const reloadPolicy = (overrides: PolicyOverrides): void => {
    enforcers = enforcersOf(services, overrides, config)
  }
  const authenticator = createAuthenticator(identityEnv)
  const pipeline = new Pipeline({
    database,
    log,
    authenticator,
    enforcerOf: (service) => enforcers.get(service.type)!,
    checkResponses: config.checkResponses,
  })
  const stopDisablingInactiveUsers = await disableInactiveUsers(identityEnv)
  const addresses = new Map<string, string>()
  const servers: FastifyInstance[] = []
  const app: App = {
    services,
    database,
    jobs,
    authenticator,
    bootstrapped,
    addresses,
    reloadPolicy,
    stop: async () => {
      stopDisablingInactiveUsers()
      await Promise.all(
        servers.map((server) => closeServer(server, processClock, parts.clientTimeouts)),
      )
      await jobs.stop()
      await database.close()
    },
  }
  try {
    await listen(config, parts, app, pipeline, servers, addresses)
    jobs.start()
  } catch (error) {
    stopDisablingInactiveUsers()
    await Promise.all(servers.map((server) => server.close()))
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

async function listen(
  config: AppConfig,
  parts: AppParts,
  app: App,
  pipeline: Pipeline,
  servers: FastifyInstance[],
  addresses: Map<string, string>,
): Promise<void> {
  const { singlePort, address } = config
  const places = app.services.map((service) => {
    const port = singlePort ?? config.ports[service.type as ServiceType]
    return [service.type, { sharedPath: service.sharedPath, port }] as const
  })
  const plan: AddressPlan = {
    publicUrl: config.publicUrl?.replace(/\/+$/, ''),
    trustedProxies: new Set(config.trustedProxies),
    sharedPort: singlePort !== undefined,
    services: new Map(places),
  }
  const open = async (services: readonly Service[], port: number): Promise<void> => {
    const server = createServer({
      services,
      prefixOf: (service) => (plan.sharedPort ? service.sharedPath : ''),
      pipeline,
      plan,
      clock: parts.processClock,
      ids: parts.ids,
      log: parts.log,
      faultOf,
      ...(parts.clientTimeouts && { clientTimeouts: parts.clientTimeouts }),
      ...(parts.onAnswer && { onAnswer: parts.onAnswer }),
      extraRoutes: (instance) => parts.extraRoutes?.(instance, app),
    })
    servers.push(server)
    await server.listen({ host: address, port })
    const got = portOf(server.server.address())
    const host = address.includes(':') ? `[${address}]` : address
    for (const service of services) {
      plan.services.get(service.type)!.port = got
      addresses.set(
        service.type,
        `http://${host}:${got}${plan.sharedPort ? service.sharedPath : ''}`,
      )
    }
  }
  if (singlePort !== undefined) return open(app.services, singlePort)
  for (const service of app.services) {
    await open([service], config.ports[service.type as ServiceType])
  }
}

/** How long a client is asked to wait before it tries a lost database again, in seconds. */
const RETRY_AFTER = 1

function faultOf(error: unknown): Fault | undefined {
  return error instanceof DatabaseUnavailable
    ? unavailable(undefined, { retryAfter: RETRY_AFTER })
    : undefined
}
