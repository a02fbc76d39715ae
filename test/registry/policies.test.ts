/** Our rules are upstream's, to the letter: name, check string and scopes. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import foreign from '../../src/cli/serve/upstream-rules.json' with { type: 'json' }
import { rulesOf } from '../../src/kernel/registry.ts'
import { readUpstream, UPSTREAM } from './upstream-policy.ts'

const here = existsSync(UPSTREAM)

/** Differences that are meant, by service and rule, each with its reason. There are none. */
const DELIBERATE: Readonly<Record<string, string>> = {}

function upstreamRules(): Map<string, string> {
  return new Map(
    readUpstream().map(({ service, rule, check_str, scope_types }) => [
      `${service} ${rule}`,
      inWords(check_str, scope_types.split(',')),
    ]),
  )
}

/** Blanks and the order of scopes mean nothing; `@` and the empty string both always allow. */
function inWords(check: string, scopes: readonly string[]): string {
  const plain = /^@( |$)/.test(check) ? '' : check.replace(/\s+/g, ' ').trim()
  return `${plain} [${scopes.filter(Boolean).toSorted().join(', ')}]`
}

test.skipIf(!here)(
  here
    ? 'every rule has the name, the check string and the scopes of upstream'
    : 'every rule is that of upstream: skipped, ../shared/upstream/policy.tsv is not here',
  () => {
    const upstream = upstreamRules()
    const differing = SERVICES.flatMap((service) =>
      rulesOf(service).flatMap((rule) => {
        if (`${service.type} ${rule.name}` in DELIBERATE) return []
        const theirs = upstream.get(`${service.project} ${rule.name}`)
        const ours = inWords(rule.check, rule.scopes)
        if (theirs === ours) return []
        return [`${service.type} ${rule.name}: ${ours}, upstream: ${theirs ?? 'no such rule'}`]
      }),
    )
    expect(differing).toEqual([])
  },
)

test.skipIf(!here)('every rule knows what it was before, as upstream does', () => {
  const ours = new Map(
    SERVICES.flatMap(({ project, deprecatedRules = new Map() }) =>
      [...deprecatedRules].map(([name, old]) => [`${project} ${name}`, `${old.name} ${old.check}`]),
    ),
  )
  const projects = new Set(
    SERVICES.filter(({ deprecatedRules }) => deprecatedRules).map(({ project }) => project),
  )
  const theirs = readUpstream().filter(
    ({ service, deprecated_rule: old }) => projects.has(service) && old !== '',
  )
  expect(ours).toEqual(
    new Map(
      theirs.map(({ service, rule, deprecated_rule, deprecated_check_str: check }) => [
        `${service} ${rule}`,
        `${deprecated_rule} ${check}`,
      ]),
    ),
  )
})

test.skipIf(!here)(
  'the rules that a policy file may name beside ours are those of upstream',
  () => {
    const rows = readUpstream()
    for (const { type, project } of SERVICES) {
      const names = rows
        .filter(({ service }) => service === project)
        .flatMap(({ rule, deprecated_rule: old }) => (old === '' ? [rule] : [rule, old]))
      expect(new Set((foreign as Record<string, string[]>)[type])).toEqual(new Set(names))
    }
  },
)

test('every rule says in a sentence what it guards, and every rule of a call which call', () => {
  const silent = SERVICES.flatMap((service) => {
    const asked = new Set(
      service.operations.flatMap(({ policy }) => (typeof policy === 'object' ? [policy.name] : [])),
    )
    return rulesOf(service)
      .filter(({ name, description, operations }) => {
        return !description.endsWith('.') || (asked.has(name) && operations.length === 0)
      })
      .map(({ name }) => `${service.type} ${name}`)
  })
  expect(silent).toEqual([])
})
