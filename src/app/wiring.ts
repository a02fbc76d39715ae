/** Makes services out of what they need, of the program and of one another. */
import type { Jobs, Transitions } from '../jobs/job.ts'
import { JobRunner } from '../jobs/runner.ts'
import type { Clocks } from '../kernel/clock.ts'
import type { Authenticator, Log } from '../kernel/context.ts'
import type { Facades } from '../kernel/facades.ts'
import type { Ids } from '../kernel/ids.ts'
import type { OfferedEntry, Service } from '../kernel/service.ts'
import type { AnyModule, Stop } from '../module.ts'
import type { Database } from '../storage/database.ts'

export interface WiringConfig {
  readonly transitions: Transitions
  /** Types of the optional entries that the catalogue of a new cloud offers. */
  readonly catalog: readonly string[]
}

export interface WiringParts extends Clocks {
  readonly database: Database
  readonly ids: Ids
  readonly log: Log
}

export interface Wired {
  readonly services: readonly Service[]
  readonly jobs: JobRunner
  readonly authenticator: Authenticator
  /** Resolves to true where the database was empty. @throws CannotStart */
  prepare(): Promise<boolean>
  /** Begins what goes on beside requests and jobs. What has begun when one fails is stopped. */
  start(): Promise<void>
  stop(): Promise<void>
}

export function wireServices(
  modules: readonly AnyModule[],
  config: WiringConfig,
  base: WiringParts,
): Wired {
  refuseMissing(modules)
  const facades: Partial<Facades> = {}
  // Services add jobs, and the runner asks the services which kinds there are.
  const jobs: Jobs = { enqueue: (tx, kind, job) => runner.enqueue(tx, kind, job) }
  const catalog = entriesOf(modules, config.catalog)
  const { database, clock, processClock, ids, log } = base
  const parts = { database, clock, processClock, ids, log, jobs, facades, catalog, config }
  const wired = modules.map((module) => ({ module, env: module.wire(parts) as unknown }))
  for (const { module, env } of wired) {
    if (module.facade) Object.assign(facades, { [module.service.type]: module.facade(env) })
  }
  const runner = new JobRunner({
    ...{ database, ids, log, clock: processClock },
    work: wired.flatMap(({ module, env }) => module.jobs?.(env) ?? []),
    transitions: config.transitions,
  })
  const stops: Stop[] = []
  const stop = async (): Promise<void> => {
    while (stops.length > 0) await stops.pop()!()
  }
  return {
    services: wired.map(({ module, env }) => ({ ...module.service, env })),
    jobs: runner,
    authenticator: authenticatorOf(wired),
    async prepare() {
      let isNew = false
      for (const { module, env } of wired) {
        if ((await module.prepare?.(env, parts)) === true) isNew = true
      }
      return isNew
    },
    async start() {
      try {
        for (const { module, env } of wired) {
          if (module.start) stops.push(await module.start(env))
        }
      } catch (error) {
        await stop()
        throw error
      }
    },
    stop,
  }
}

/** @throws Error naming the service and what it needs */
function refuseMissing(modules: readonly AnyModule[]): void {
  const offered = new Set<string>(
    modules.filter(({ facade }) => facade).map(({ service }) => service.type),
  )
  for (const { service, needs = [] } of modules) {
    const missing = (needs as readonly string[]).find((type) => !offered.has(type))
    if (missing !== undefined) {
      throw new Error(`${service.type} needs the facade of ${missing}, which no module offers`)
    }
  }
}

function entriesOf(modules: readonly AnyModule[], chosen: readonly string[]): OfferedEntry[] {
  return modules.flatMap(({ service }) =>
    service.catalog
      .filter(({ type, optional }) => !optional || chosen.includes(type))
      .map((entry) => ({ ...entry, service: service.type })),
  )
}

function authenticatorOf(wired: readonly { module: AnyModule; env: unknown }[]): Authenticator {
  const [found, ...others] = wired.flatMap(({ module, env }) => module.authenticator?.(env) ?? [])
  if (found === undefined || others.length > 0) {
    throw new Error('exactly one service must say whose a token is')
  }
  return found
}
