/**
 * The requests that upstream's API references print, and nova's answers, held against our shapes.
 * The answers of the other references are written by hand and lag behind their services, so they
 * prove nothing. Samples that contradict what the services do are listed with what is wrong.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SERVICES, type ServiceType } from '../../src/services.ts'
import { contains, version, type Version } from '../../src/kernel/microversion.ts'
import type { Operation, Shape } from '../../src/kernel/operation.ts'
import { routesOf } from '../../src/kernel/registry.ts'
import type { Service } from '../../src/kernel/service.ts'
import { validator } from '../../src/kernel/validate.ts'
import { UNFIT_SAMPLES } from './known-deviations.ts'

const FOLDER = fileURLToPath(new URL('../../../shared/upstream', import.meta.url))
const here = existsSync(`${FOLDER}/samples`)

const PROJECTS: Readonly<Record<string, ServiceType>> = {
  keystone: 'identity',
  nova: 'compute',
  cinder: 'block-storage',
}

interface Sample {
  readonly file: string
  readonly direction: 'request' | 'response'
  readonly service: Service
  readonly operations: readonly Operation[]
}

function samples(): Sample[] {
  const [header, ...lines] = readFileSync(`${FOLDER}/operations.tsv`, 'utf8').trimEnd().split('\n')
  const names = header!.split('\t')
  return lines.flatMap((line) => {
    const cells = line.split('\t')
    const row = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
    const service = SERVICES.find(({ type }) => type === PROJECTS[row['service']!])
    if (service === undefined) return []
    const path = row['service'] === 'nova' ? `/v2.1${row['path']}` : row['path']!
    const operations = answering(service, row['method']!, path, row['action_key']!)
    const of = (direction: 'request' | 'response') =>
      row[`${direction}_sample`]!.split(';')
        .filter((file) => file.endsWith('.json') && existsSync(`${FOLDER}/samples/${file}`))
        .map((file) => ({ file, direction, service, operations }))
    if (operations.length === 0) return []
    return row['service'] === 'nova' ? [...of('request'), ...of('response')] : of('request')
  })
}

function answering(service: Service, method: string, path: string, action: string): Operation[] {
  const plain = (text: string) => text.replace(/\{[^}]*\}/g, '{}').replace(/\/$/, '')
  const route = routesOf(service).find(
    (one) => one.method === method && plain(one.path) === plain(path),
  )
  if (route === undefined) return []
  return [...(action === '' ? route.variants : (route.actions?.get(action) ?? []))]
}

/** What is wrong with a sample, or undefined. It must fit at the version in its name, or at any. */
function problemWith({ file, direction, service, operations }: Sample): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(`${FOLDER}/samples/${file}`, 'utf8'))
  } catch {
    return undefined
  }
  const named = /\/v(\d+\.\d+)\//.exec(file)?.[1]
  const fits = operations.some((operation) =>
    shapesOf(operation, direction).some((shape) =>
      versionsOf(service, operation, shape, named).some((at) => {
        const schema = shape.at(at)
        return schema !== undefined && validator(schema)(value)
      }),
    ),
  )
  return fits ? undefined : `${direction} ${operations.map(({ id }) => id).join(', ')}: ${file}`
}

function shapesOf(operation: Operation, direction: 'request' | 'response'): Shape[] {
  if (direction === 'request') return operation.body === undefined ? [] : [operation.body]
  return Object.values(operation.response).filter((shape) => shape !== null)
}

function versionsOf(
  service: Service,
  operation: Operation,
  shape: Shape,
  named: string | undefined,
): Version[] {
  const offered = service.mounts.filter(
    (mount) => mount.min !== mount.max || service.mounts.length === 1,
  )
  if (named !== undefined && offered.some((mount) => contains(mount, version(named)))) {
    return [version(named)]
  }
  const ends = offered.flatMap((mount) => [mount.min, mount.max])
  return [...ends, operation.versions.min, ...shape.steps]
}

test.skipIf(!here)(
  here
    ? 'what the API references print fits our shapes'
    : 'what the API references print: skipped, the samples (../shared/upstream) are not here',
  () => {
    const all = samples()
    const problems = [...new Set(all.flatMap((sample) => problemWith(sample) ?? []))].sort()
    const known = Object.keys(UNFIT_SAMPLES)
    const isKnown = (problem: string) => known.some((file) => problem.endsWith(`: ${file}`))
    expect(all.length).toBeGreaterThan(30)
    expect(problems.filter((problem) => !isKnown(problem))).toEqual([])
    const stale = known.filter((file) => !problems.some((problem) => problem.endsWith(`: ${file}`)))
    expect(stale, 'these fit now: take them out of known-deviations.ts').toEqual([])
  },
)
