import { Type as T } from 'typebox'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RequestContext } from './context.ts'
import { policyRule } from './policy.ts'
import { dumps } from './python.ts'
import { field, View } from './view.ts'

const RULE = policyRule({ name: 'see', check: '' })
type Item = Readonly<Record<'a' | 'b' | 'c', unknown>>

const FIELDS = {
  a: field<Item>(T.Unknown(), (item) => item.a),
  'ruled "ä"': field<Item>(T.Unknown(), (item) => item.b, { rule: RULE }),
  later: field<Item>(T.Unknown(), (item) => item.b, { from: '3.1' }),
  asked: field<Item>(T.Unknown(), (item, ctx) => (ctx.version === 3000 ? item.c : ctx.userId)),
  c: field<Item>(T.Unknown(), (item) => item.c),
}
const views = [new View<Item>(FIELDS), new View<Item>(FIELDS, (item) => item)]

const value = fc.oneof(
  fc.constantFrom(undefined, null, 0, '', 'x'),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
)
const items = fc.array(fc.record({ a: value, b: value, c: value }))

test('a list, and each of its items, is written as it is rendered', () => {
  const contexts = fc.array(
    fc.record({
      version: fc.constantFrom(3000, 3001),
      userId: fc.string(),
      allowed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  fc.assert(
    fc.property(items, fc.boolean(), contexts, (list, isFrozen, asked) => {
      if (isFrozen) list.forEach(Object.freeze)
      for (const { version, userId, allowed } of asked) {
        const ctx = { version, userId, allows: () => allowed } as unknown as RequestContext
        for (const view of views) {
          const one = dumps(list.map((item) => view.render(item, ctx)))
          expect(dumps({ list: view.list(list, ctx) })).toBe(`{"list": ${one}}`)
          for (const item of list) {
            expect(dumps(view.written(item, ctx))).toBe(dumps(view.render(item, ctx)))
          }
        }
      }
    }),
  )
})
