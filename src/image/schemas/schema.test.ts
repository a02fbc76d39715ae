/** What is shown and said of Glance's schemas, to the letter. */
import { describe, expect, test } from 'vitest'
import { collectionSchema, glanceSchema, mapSchema, refuseReadOnly, refuseUnfit } from './schema.ts'

const BERTH = glanceSchema(
  'berth',
  { name: { type: 'string', maxLength: 5 }, length: { $ref: '#/definitions/metres' } },
  { required: ['name'], definitions: { metres: { type: 'integer', minimum: 0 } } },
)

test('a list shows the definitions of its items at its top, and its pages', () => {
  expect(collectionSchema('berths', BERTH)).toEqual({
    name: 'berths',
    properties: {
      berths: {
        type: 'array',
        items: {
          name: 'berth',
          properties: BERTH.properties,
          additionalProperties: false,
          required: ['name'],
        },
      },
      first: { type: 'string' },
      next: { type: 'string' },
      schema: { type: 'string' },
    },
    links: [
      { rel: 'first', href: '{first}' },
      { rel: 'next', href: '{next}' },
      { rel: 'describedby', href: '{schema}' },
    ],
    definitions: BERTH.definitions,
  })
  expect(mapSchema('berths', BERTH).properties['berths']).toMatchObject({
    type: 'object',
    additionalProperties: { name: 'berth' },
  })
})

describe('a body', () => {
  test('that does not fit is refused with all that jsonschema says', () => {
    expect(() => refuseUnfit(BERTH, { name: 'x', length: -1 })).toThrow(
      [
        "Provided object does not match schema 'berth': -1 is less than the minimum of 0",
        "Failed validating 'minimum' in schema['properties']['length']:\n    {'type': 'integer', 'minimum': 0}",
        "On instance['length']:\n    -1",
      ].join('\n\n'),
    )
    expect(refuseUnfit(BERTH, { name: 'x', length: 1 })).toBeUndefined()
  })

  test('that sets what the service sets is refused', () => {
    expect(() => refuseReadOnly({ self: 1 }, ['schema', 'self'])).toThrow(
      "Attribute 'self' is read-only.",
    )
    expect(refuseReadOnly({ name: 1 }, ['self'])).toBeUndefined()
  })
})
