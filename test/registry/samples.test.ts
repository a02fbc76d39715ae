/**
 * What upstream's API references print, held against our shapes: requests, and nova's answers. The
 * answers of the other references are written by hand and lag behind their services, so they
 * prove nothing. Samples that contradict what the services do are listed with what is wrong.
 */
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { contains, version, type Version } from '../../src/kernel/microversion.ts'
import type { Operation, Shape } from '../../src/kernel/operation.ts'
import type { Service } from '../../src/kernel/service.ts'
import { validator } from '../../src/kernel/validate.ts'
import { UNFIT_SAMPLES } from './known-deviations.ts'
import { samplesOf, type Sample } from './samples.ts'

/** Services whose references print samples that are in test/inventory/samples/. */
const PRINTED: ReadonlySet<string> = new Set(['identity', 'compute', 'block-storage'])

/** What is wrong with a sample, or undefined. It must fit at the version in its name, or at any. */
function problemWith(service: Service, sample: Sample): string | undefined {
  const { source, direction, operations, body } = sample
  const named = /\/v(\d+\.\d+)\//.exec(source)?.[1]
  const fits = operations.some((operation) =>
    shapesOf(operation, direction).some((shape) =>
      versionsOf(service, operation, shape, named).some((at) => {
        const schema = shape.at(at)
        return schema !== undefined && validator(schema)(body)
      }),
    ),
  )
  return fits ? undefined : `${direction} ${operations.map(({ id }) => id).join(', ')}: ${source}`
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

test('what the API references print fits our shapes', () => {
  const problems = SERVICES.filter(({ type }) => PRINTED.has(type)).flatMap((service) => {
    const all = samplesOf(service).filter(({ direction, operations }) => {
      return operations.length > 0 && (direction === 'request' || service.type === 'compute')
    })
    expect(all.length, service.type).toBeGreaterThan(20)
    return all.flatMap((sample) => problemWith(service, sample) ?? [])
  })
  const known = Object.keys(UNFIT_SAMPLES)
  const isKnown = (problem: string) => known.some((source) => problem.endsWith(`: ${source}`))
  expect(problems.filter((problem) => !isKnown(problem))).toEqual([])
  const stale = known.filter(
    (source) => !problems.some((problem) => problem.endsWith(`: ${source}`)),
  )
  expect(stale, 'these fit now: take them out of known-deviations.ts').toEqual([])
})
