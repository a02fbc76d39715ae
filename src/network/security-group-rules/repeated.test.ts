/** Which rules are the same, by a model that compares them member by member. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSame, RULES as rules } from '../../../test/model/security-group-rules.ts'
import { canonicalRule, refuseRepeated, type LetThrough } from './security-group-rules.ts'

const refusal = {
  inRequest: () => new Error('in the request') as never,
  exists: (id: string) => new Error(`as ${id}`) as never,
}

const saidOf = (added: readonly LetThrough[], there: readonly (LetThrough & { id: string })[]) => {
  try {
    refuseRepeated(added.map(canonicalRule), there, refusal)
    return 'added'
  } catch (error) {
    return (error as Error).message
  }
}

test('a rule is refused exactly where one is there that lets the same through', () => {
  fc.assert(
    fc.property(fc.array(rules, { maxLength: 12 }), rules, (others, added) => {
      const there = others.map((rule, at) => ({ ...canonicalRule(rule), id: String(at) }))
      const first = others.findIndex((rule) => isSame(rule, added))
      expect(saidOf([added], there)).toBe(first === -1 ? 'added' : `as ${first}`)
    }),
    { numRuns: 2000 },
  )
})

test('two rules of a request are refused exactly where they let the same through', () => {
  fc.assert(
    fc.property(rules, rules, (one, other) => {
      expect(saidOf([one, other], [])).toBe(isSame(one, other) ? 'in the request' : 'added')
    }),
    { numRuns: 2000 },
  )
})
