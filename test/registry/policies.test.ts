/** Our rules are upstream's, to the letter: name, check string and scopes. */
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import foreign from '../../src/cli/serve/upstream-rules.json' with { type: 'json' }
import { rulesOf } from '../../src/kernel/registry.ts'
import { readUpstream } from './upstream-policy.ts'

/** Differences that are meant, by service and rule, each with its reason. There are none. */
const DELIBERATE: Readonly<Record<string, string>> = {}

/** Blanks and the order of scopes mean nothing; `@` and the empty string both always allow. */
function inWords(check: string, scopes: readonly string[]): string {
  const plain = /^@( |$)/.test(check) ? '' : check.replace(/\s+/g, ' ').trim()
  return `${plain} [${scopes.toSorted().join(', ')}]`
}

test('every rule has the name, the check string and the scopes of upstream', () => {
  const differing = SERVICES.flatMap((service) => {
    const upstream = new Map(
      readUpstream(service.type).map(({ rule, check, scopes }) => [rule, inWords(check, scopes)]),
    )
    return rulesOf(service).flatMap((rule) => {
      if (`${service.type} ${rule.name}` in DELIBERATE) return []
      const theirs = upstream.get(rule.name)
      const ours = inWords(rule.check, rule.scopes)
      if (theirs === ours) return []
      return [`${service.type} ${rule.name}: ${ours}, upstream: ${theirs ?? 'no such rule'}`]
    })
  })
  expect(differing).toEqual([])
})

test('every rule knows what it was before, as upstream does', () => {
  for (const { type, deprecatedRules } of SERVICES) {
    if (deprecatedRules === undefined) continue
    const ours = [...deprecatedRules].map(([name, { name: rule, check }]) => [
      name,
      { rule, check },
    ])
    const theirs = readUpstream(type).filter(({ before }) => before !== undefined)
    expect(Object.fromEntries(ours), type).toEqual(
      Object.fromEntries(theirs.map(({ rule, before }) => [rule, before])),
    )
  }
})

test('the rules that a policy file may name beside ours are those of upstream', () => {
  for (const { type } of SERVICES) {
    const names = readUpstream(type).flatMap(({ rule, before }) => [rule, before?.rule ?? rule])
    expect(new Set((foreign as Record<string, string[]>)[type])).toEqual(new Set(names))
  }
})

test('every rule says in a sentence what it guards, and every rule of a call which call', () => {
  const silent = SERVICES.flatMap((service) => {
    const asked = new Set(
      service.operations.flatMap(({ policy }) => (typeof policy === 'object' ? [policy.name] : [])),
    )
    return rulesOf(service)
      .filter(({ name, description, operations }) => {
        return (
          !description.endsWith('.') ||
          (asked.has(name) && name !== 'default' && operations.length === 0)
        )
      })
      .map(({ name }) => `${service.type} ${name}`)
  })
  expect(silent).toEqual([])
})
