import { Ajv2020 } from 'ajv/dist/2020.js'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { version } from './microversion.ts'
import { openApi } from './openapi.ts'
import { publicSchema } from './openapi-schema.ts'
import { operationFor, PUBLIC, since } from './operation.ts'
import { policyRule } from './policy.ts'
import type { Dialect, Service } from './service.ts'

const operation = operationFor<undefined>()
const rule = policyRule({ name: 'thing:touch', check: 'role:admin', scopes: ['project'] })

const rename = (action: string, key: string) =>
  operation({
    id: `things.${action}`,
    method: 'POST',
    path: '/things/{thing_id}/action',
    action,
    summary: `The action ${action}`,
    policy: rule,
    body: Type.Object({ [action]: Type.Object({ [key]: Type.String() }) }),
    response: { 200: Type.Object({ [key]: Type.String() }) },
    errors: [400, 404],
    handle: () => ({}),
  })

const service: Service = {
  type: 'things',
  title: 'Toy',
  project: 'thing',
  description: 'Things.',
  defaultPort: 1234,
  sharedPath: '/thing',
  catalog: [],
  mounts: [
    {
      id: 'v2',
      prefix: '/v2',
      min: version('2.0'),
      max: version('2.9'),
      projectInPath: 'optional',
    },
  ],
  microversions: { type: 'thing', entry: 'last of type' },
  dialect: {} as Dialect,
  checks: [],
  rules: [],
  bodyLimit: 1024,
  operations: [
    operation({
      id: 'things.list',
      method: 'GET',
      path: '/things',
      summary: 'Lists things',
      policy: PUBLIC,
      query: Type.Object({ limit: Type.Optional(Type.String()) }),
      response: { 200: since({ '2.0': Type.Object({}), '2.5': Type.Object({ a: Type.Null() }) }) },
      errors: [400],
      handle: () => ({}),
    }),
    operation({
      id: 'things.forget',
      method: 'DELETE',
      path: '/things/{thing_id}',
      summary: 'Forgets a thing',
      versions: ['2.3', '2.6'],
      policy: rule,
      success: 204,
      response: { 204: null },
      errors: [404],
      handle: () => undefined,
    }),
    rename('rename', 'name'),
    rename('move', 'place'),
  ],
}

test('a document holds what is in force at its version, and nothing else', () => {
  const early = openApi(service, { version: version('2.1'), release: '0' })
  const late = openApi(service, { version: version('2.5'), release: '0' })
  expect(Object.keys(early.paths)).not.toContain('/v2/things/{thing_id}')
  expect(late.paths['/v2/{project_id}/things/{thing_id}']?.['delete']).toMatchObject({
    operationId: 'v2.things.forget.in_project',
    'x-policy': { rule: 'thing:touch', check: 'role:admin', scopes: ['project'] },
    'x-microversions': { min: '2.3', max: '2.6' },
    responses: { 204: {}, 404: { $ref: '#/components/responses/Fault404' } },
  })
  expect(early.components.schemas['things.list.200']).not.toHaveProperty('properties.a')
  expect(late.components.schemas['things.list.200']).toHaveProperty('properties.a')
})

test('the actions of a path are one operation with one body of each kind', () => {
  const { paths } = openApi(service, { release: '0' })
  expect(paths['/v2/things/{thing_id}/action']?.['post']).toMatchObject({
    operationId: 'v2.things.action',
    requestBody: {
      content: {
        'application/json': {
          schema: {
            oneOf: [
              { $ref: '#/components/schemas/things.rename.request' },
              { $ref: '#/components/schemas/things.move.request' },
            ],
          },
        },
      },
    },
    'x-actions': { rename: { operation: 'things.rename' }, move: { operation: 'things.move' } },
  })
})

test('a public operation asks for no token, and has no answer for a missing one', () => {
  const list = openApi(service, { release: '0' }).paths['/v2/things']?.['get']
  expect(list).toMatchObject({ security: [] })
  expect(Object.keys(list?.['responses'] as object)).toEqual(['200', '400', '406', '500', '503'])
})

test('a version that no mount offers is refused, naming the newest', () => {
  expect(() => openApi(service, { version: version('3.0'), release: '0' })).toThrow(/2\.9/)
})

test('patterns and formats become those of JSON Schema', () => {
  const schema = publicSchema(
    Type.Object({
      pattern: Type.String({ pattern: '^(?P<a>[^\\s]+)$', format: 'name' }),
      when: Type.String({ format: 'date-time', default: { pattern: '(?P<' } }),
      map: Type.Record(Type.String({ pattern: '^\\w+\\Z' }), Type.String()),
    }),
  )
  expect(schema).toMatchObject({
    properties: {
      pattern: { type: 'string', 'x-format': 'name' },
      when: { format: 'date-time', default: { pattern: '(?P<' } },
    },
  })
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const fits = ajv.compile(schema)
  expect(fits({ pattern: 'ä', when: '', map: { é: '' } })).toBe(true)
  expect(fits({ pattern: 'a b', when: '', map: {} })).toBe(false)
})
