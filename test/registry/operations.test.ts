/** What must be true of every declaration. All failures are collected and shown together. */
import { describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { versionText } from '../../src/kernel/microversion.ts'
import { AUTHENTICATED, PUBLIC, type Operation } from '../../src/kernel/operation.ts'
import { mistakesIn, routesOf, rulesOf } from '../../src/kernel/registry.ts'
import { validator } from '../../src/kernel/validate.ts'
import { DISCREET } from './world.ts'

const ALL = SERVICES.flatMap((service) =>
  service.operations.map((operation) => ({ service, operation })),
)
const nameOf = ({ service, operation }: (typeof ALL)[number]) => `${service.type} ${operation.id}`

/** A rule that always allows refuses only where an operator says otherwise. */
function mayRefuse({ policy }: Operation): boolean {
  return typeof policy === 'object' && !['', '@'].includes(policy.check)
}

/** Every version at which one of its shapes changes, and its first. */
function stepsOf({ versions, query, body, response }: Operation): number[] {
  const shapes = [query, body, ...Object.values(response)]
  const steps = shapes.flatMap((shape) => shape?.steps ?? [])
  return [...new Set([versions.min, ...steps])].filter(
    (step) => step >= versions.min && step <= versions.max,
  )
}

/** An action whose name alone says what is asked for: whatever comes with it, no body is wrong. */
function takesAnything({ action, body, versions }: Operation): boolean {
  const { properties } = (body?.at(versions.min) ?? {}) as { properties?: Record<string, object> }
  return action !== undefined && Object.keys(properties?.[action] ?? { type: '' }).length === 0
}

/** Refusals that are not an operation's own. */
const ANY_MAY = [401, 406, 500, 503]

describe('every operation', () => {
  test('is declared without mistakes, once, and its routes do not overlap', () => {
    expect(SERVICES.flatMap((service) => mistakesIn(service))).toEqual([])
    for (const service of SERVICES) expect(() => routesOf(service)).not.toThrow()
  })

  test('has an id of lower-case words: `<resource>.<verb>`', () => {
    const odd = ALL.filter(
      ({ operation }) => !/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(operation.id),
    )
    expect(odd.map(nameOf)).toEqual([])
  })

  test('says in a sentence what it does', () => {
    const odd = ALL.filter(({ operation }) => !/^[A-Z].{4,}/.test(operation.summary))
    expect(odd.map((row) => `${nameOf(row)}: "${row.operation.summary}"`)).toEqual([])
  })

  test('lists the statuses it may refuse with, and only those', () => {
    const problems = ALL.flatMap((row) => {
      const { errors, body, policy, success } = row.operation
      const lacks = (status: number, because: string) =>
        errors.includes(status) ? [] : [`${nameOf(row)}: add ${status} to errors, ${because}`]
      return [
        ...errors
          .filter((s) => s < 400 || s > 599)
          .map((s) => `${nameOf(row)}: ${s} is no refusal`),
        ...ANY_MAY.filter((s) => errors.includes(s) && (s !== 401 || policy !== PUBLIC)).map(
          (s) => `${nameOf(row)}: leave out ${s}, any operation may answer it`,
        ),
        ...(success >= 200 && (success < 400 || errors.includes(success))
          ? []
          : [`${nameOf(row)}: ${success} is no success`]),
        ...(body === undefined || takesAnything(row.operation)
          ? []
          : lacks(400, 'since it has a body')),
        ...(mayRefuse(row.operation) && !DISCREET.has(nameOf(row))
          ? lacks(403, 'since it has a policy')
          : []),
      ]
    })
    expect(problems).toEqual([])
  })

  test('has shapes that compile at every version, and a response shape for its success', () => {
    const problems = ALL.flatMap((row) =>
      stepsOf(row.operation).flatMap((step) => {
        const { query, body, response, success } = row.operation
        const schemas = [query, body, ...Object.values(response)].map((shape) => shape?.at(step))
        const broken = schemas.flatMap((schema) => {
          if (schema === undefined) return []
          try {
            validator(schema)
            return []
          } catch (error) {
            return [`${nameOf(row)} at ${versionText(step)}: ${(error as Error).message}`]
          }
        })
        const answer = response[success]
        if (success >= 400 || answer === null || answer?.at(step) !== undefined) return broken
        return [...broken, `${nameOf(row)} has no response shape at ${versionText(step)}`]
      }),
    )
    expect(problems).toEqual([])
  })

  test('keeps the project out of its path', () => {
    const odd = ALL.filter(({ operation }) => operation.path.startsWith('/{project_id}'))
    expect(odd.map(nameOf)).toEqual([])
  })
})

test('a rule has one meaning within its service', () => {
  for (const service of SERVICES) {
    const seen = new Map(rulesOf(service).map((rule) => [rule.name, rule]))
    const differing = service.operations.flatMap(({ id, policy }) => {
      if (policy === PUBLIC || policy === AUTHENTICATED) return []
      const rule = seen.get(policy.name)
      return rule?.check === policy.check ? [] : [`${service.type} ${id}: ${policy.name}`]
    })
    expect(differing).toEqual([])
  }
})

test('operations.txt shows every change to the API in review (npm test -- -u writes it)', async () => {
  const rows = ALL.map(({ service, operation }) => {
    const { id, method, path, action = '', versions, policy, success } = operation
    const max = Number.isFinite(versions.max) ? versionText(versions.max) : ''
    const min = versions.min > 0 ? versionText(versions.min) : ''
    const range = min + max === '' ? 'all' : `${min}-${max}`
    const rule = typeof policy === 'object' ? policy.name : policy.toUpperCase()
    return [service.type, id, method, path, action, range, String(success), rule]
  })
  const head = ['service', 'id', 'method', 'path', 'action', 'versions', 'success', 'policy']
  const lines = [head, ...rows.sort((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1))]
  await expect(lines.map((line) => `${line.join('\t')}\n`).join('')).toMatchFileSnapshot(
    '../../operations.txt',
  )
})
