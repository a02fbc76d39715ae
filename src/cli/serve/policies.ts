/** The operator's policies: read at the start, on SIGHUP, and whenever a file changes. */
import { watchFile } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { App, PolicyOverrides } from '../../app.ts'
import { SERVICES } from '../../services.ts'
import { didYouMean } from '../../config/suggest.ts'
import type { Log } from '../../kernel/context.ts'
import { PolicyError } from '../../kernel/policy.ts'
import { rulesOf } from '../../kernel/registry.ts'
import type { Service } from '../../kernel/service.ts'
import type { Reading } from '../../telemetry/metrics.ts'
import { Failure } from '../failures.ts'

/** How often files are looked at. Milliseconds. */
const EVERY = 1000

interface Written {
  readonly file: string
  readonly text: string
  /** The services that it is about. */
  readonly services: readonly Service[]
}

/** Where the policies are, and how strictly they are read. */
export interface PolicySource {
  readonly policyFile: string | undefined
  /** Names that no rule has, or that are there twice, are refused rather than warned of. */
  readonly policyStrict: boolean
}

/** What the files say now; no path has no files. @throws Failure, PolicyError */
export async function readPolicies(source: PolicySource, log: Log): Promise<PolicyOverrides> {
  if (source.policyFile === undefined) return new Map()
  return understood(await readWritten(source.policyFile), source.policyStrict, log)
}

/** @throws Failure */
async function readWritten(path: string): Promise<Written[]> {
  try {
    if (!(await stat(path)).isDirectory()) {
      return [{ file: path, text: await readFile(path, 'utf8'), services: SERVICES }]
    }
    const names = (await readdir(path)).filter((name) => name.endsWith('.yaml')).sort()
    return await Promise.all(
      names.map(async (name) => {
        const file = join(path, name)
        return { file, text: await readFile(file, 'utf8'), services: [serviceOf(name, path)] }
      }),
    )
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(`the policy file cannot be read: ${(error as Error).message}`)
  }
}

function serviceOf(name: string, directory: string): Service {
  const types = SERVICES.map(({ type }) => type)
  const type = name.slice(0, -'.yaml'.length)
  const service = SERVICES.find((each) => each.type === type || each.project === type)
  if (service !== undefined) return service
  throw new Failure(
    `${join(directory, name)}: no service is called ${type}${didYouMean(type, types)} A directory ` +
      `of policies holds ${types.map((each) => `${each}.yaml`).join(', ')}.`,
  )
}

/** @throws PolicyError with all that is wrong in all of them */
async function understood(
  written: readonly Written[],
  strict: boolean,
  log: Log,
): Promise<PolicyOverrides> {
  const { parsePolicyFile } = await import('../../kernel/policy/file.ts')
  const { default: upstream } = await import('./upstream-rules.json', { with: { type: 'json' } })
  const byService = new Map<string, ReadonlyMap<string, string>>()
  const problems: string[] = []
  for (const { file: fileName, text, services } of written) {
    try {
      const { overrides, warnings } = parsePolicyFile(text, {
        fileName,
        services: new Map(services.map((service) => [service.type, rulesOf(service)])),
        foreign: new Set(Object.values(upstream).flat()),
        strict,
        suggest: didYouMean,
      })
      for (const warning of warnings) log.warn({}, warning)
      for (const { type } of services) byService.set(type, overrides)
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error
      problems.push(...error.problems)
    }
  }
  if (problems.length > 0) throw new PolicyError(problems)
  return (type) => byService.get(type) ?? new Map()
}

/** Keeps the rules of a running cloud at what the files say. */
export class PolicyWatch {
  readonly #source: PolicySource
  readonly #log: Log
  #faulty = false
  #turn: Promise<void> = Promise.resolve()

  constructor(source: PolicySource, log: Log) {
    this.#source = source
    this.#log = log
  }

  /** Until the process ends. */
  start(app: App): void {
    // One after the other, so that the last to be written is the last to be taken into use.
    const again = (): void => {
      this.#turn = this.#turn.then(() => this.#read(app))
    }
    process.on('SIGHUP', again)
    // Asking costs next to nothing, sees through links that are bent, and works on any file system.
    for (const path of this.#watched()) {
      watchFile(path, { interval: EVERY, persistent: false }, (now, before) => {
        if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size) {
          again()
        }
      })
    }
  }

  readings(): Reading[] {
    return [
      {
        name: 'stackling_policy_faulty',
        help: 'Whether the policy file is faulty, so that the rules before it are in force.',
        type: 'gauge',
        read: () => Number(this.#faulty),
      },
    ]
  }

  /** The file itself, or what may lie in the directory; what is not there may come. */
  #watched(): string[] {
    const path = this.#source.policyFile
    if (path === undefined) return []
    const names = SERVICES.flatMap(({ type, project }) => [type, project])
    return [path, ...names.map((name) => join(path, `${name}.yaml`))]
  }

  async #read(app: App): Promise<void> {
    const file = this.#source.policyFile
    try {
      app.reloadPolicy(await readPolicies(this.#source, this.#log))
      this.#faulty = false
      this.#log.info({ file }, 'policies read again')
    } catch (error) {
      this.#faulty = true
      const problems = error instanceof PolicyError ? error.problems : [(error as Error).message]
      for (const problem of problems) this.#log.error({ file }, problem)
      this.#log.error({ file }, 'the policies stay as they were')
    }
  }
}
