import { Type as T } from 'typebox'
import { describe, expect, test } from 'vitest'
import { validator } from '../kernel/validate.ts'
import { keystoneMessage } from './wording.ts'

// The messages here were recorded from the real service (2026.2).

describe('keystone shows the schema and the value', () => {
  const name = T.String({ minLength: 1, maxLength: 255, pattern: '[\\S]+' })
  const domainId = T.String({ minLength: 1, maxLength: 64, pattern: '^[a-zA-Z0-9-]+$' })
  const project = T.Object({ domain_id: domainId, name }, { additionalProperties: true })

  test('with the place of an error below the top', () => {
    const body = { domain_id: ' a', name: 'p' }
    expect(validator(project)(body)).toBe(false)
    expect(keystoneMessage(project, body)).toBe(
      `Invalid input for field 'domain_id': ' a' does not match '^[a-zA-Z0-9-]+$'

Failed validating 'pattern' in schema['properties']['domain_id']:
    {'type': 'string',
     'minLength': 1,
     'maxLength': 64,
     'pattern': '^[a-zA-Z0-9-]+$'}

On instance['domain_id']:
    ' a'`,
    )
  })

  test('and without one at the top', () => {
    const auth = T.Object({ identity: T.Object({ methods: T.Array(T.String()) }) })
    expect(keystoneMessage(auth, {})).toBe(
      `'identity' is a required property

Failed validating 'required' in schema:
    {'type': 'object',
     'properties': {'identity': {'type': 'object',
                                 'properties': {'methods': {'type': 'array',
                                                            'items': {'type': 'string'}}},
                                 'required': ['methods']}},
     'required': ['identity']}

On instance:
    {}`,
    )
  })

  test('a name of spaces is refused, whatever Unicode calls a space', () => {
    const accepts = validator(project)
    expect(accepts({ domain_id: 'd', name: ' \u3000\x1f' })).toBe(false)
    expect(accepts({ domain_id: 'd', name: '\ufeff' })).toBe(true)
  })
})
