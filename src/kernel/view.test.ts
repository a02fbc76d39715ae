import { Type as T } from 'typebox'
import { expect, test } from 'vitest'
import { version } from './microversion.ts'
import { field, one, View } from './view.ts'

test('the schema of an answer does not depend on which version asked for it first', () => {
  const view = new View<{ name: string }>({
    name: field(T.String(), ({ name }) => name),
    locked: field(T.Boolean(), () => false, { from: '2.9' }),
  })
  const beyondAll = one('server', view).at(Infinity)
  const newest = one('server', view).at(version('2.104'))
  expect(beyondAll).toEqual(newest)
  expect(newest).toHaveProperty('properties.server.properties.locked')
})
