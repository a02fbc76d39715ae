import Type from 'typebox'
import { expect, test } from 'vitest'
import { coverageOf, coveragePage, parseInventory, parseReasons } from './coverage.ts'
import { version } from './microversion.ts'
import { operationFor, PUBLIC, type Method } from './operation.ts'
import type { Dialect, Service } from './service.ts'

const operation = operationFor<undefined>()
const declare = (id: string, method: Method, path: string, action?: string) =>
  operation({
    id,
    method,
    path,
    ...(action !== undefined && { action }),
    summary: id,
    policy: PUBLIC,
    response: { 200: Type.Object({}) },
    errors: [],
    handle: () => ({}),
  })

const mount = (id: string, projectInPath: 'optional' | 'required') => {
  const at = version('3.0')
  return { id, prefix: `/${id}`, min: at, max: at, projectInPath }
}

const service: Service = {
  type: 'things',
  title: 'Toy',
  project: 'thing',
  description: '',
  defaultPort: 1,
  sharedPath: '/thing',
  catalog: [],
  mounts: [mount('v2', 'required'), mount('v3', 'optional')],
  headFollowsGet: true,
  dialect: {} as Dialect,
  checks: [],
  rules: [],
  bodyLimit: 1,
  operations: [
    declare('things.list', 'GET', '/things'),
    declare('things.rename', 'POST', '/things/{thing_id}/action', 'rename'),
    declare('things.count', 'GET', '/things/count'),
    declare('things.peek', 'GET', '/things/peek'),
    declare('things.peek_head', 'HEAD', '/things/peek'),
  ],
}

const inventory = parseInventory(
  [
    'method\tpath\taction\tmin\tmax\tstate\tlisted',
    'GET\t/v3/{project_id}/things\t\t\t\t\t3',
    'HEAD\t/v3/{project_id}/things\t\t\t\t',
    'HEAD\t/v3/things/peek\t\t\t\t\t',
    'GET\t/v2/{tenant}/things\t\t\t\tremoved',
    'POST\t/v3/things/{id}/action\trename\t3.1\t\t',
    'POST\t/v3/things/{id}/action\tmove\t\t3.9\tdeprecated',
  ].join('\n'),
)

const driven = new Set([
  'things\tthings.list\tv3\tGET',
  'things\tthings.rename\tv2\tPOST',
  'things\tthings.peek_head\tv3\tHEAD',
])
const reasons = parseReasons(
  [
    'service\tmethod\tpath\taction\treason',
    'things\tPOST\t/v3/things/{id}/action\tmove\tThings stay where they are.',
    'things\tGET\t/v3/{project_id}/things\t\tDriven all the same.',
  ].join('\n'),
)
const rows = coverageOf(service, inventory, driven, reasons)

test('a call counts only when a test drove that very call, under that very prefix', () => {
  const here = Object.fromEntries(
    rows.map((row) => [`${row.method} ${row.path} ${row.action}`.trim(), row.here]),
  )
  expect(here).toEqual({
    'GET /v3/{project_id}/things': 'driven',
    'HEAD /v3/{project_id}/things': 'declared',
    'HEAD /v3/things/peek': 'driven',
    'GET /v2/{tenant}/things': 'declared',
    'POST /v3/things/{id}/action rename': 'declared',
    'POST /v3/things/{id}/action move': 'absent',
    'POST /v2/{project_id}/things/{thing_id}/action rename': 'driven',
    'GET /v2/{project_id}/things/count': 'declared',
    'GET /v3/{project_id}/things/count': 'declared',
    'GET /v2/{project_id}/things/peek': 'declared',
    'GET /v3/{project_id}/things/peek': 'declared',
    'HEAD /v2/{project_id}/things/peek': 'declared',
  })
})

test('what upstream does not list is shown and not counted', () => {
  const page = coveragePage(rows)
  expect(page).toContain('| things | 2 of 4 | 4 of 6 | 0 of 1 | 0 of 1 | 6 |')
  expect(page).toContain('|  | POST | `/v3/things/{id}/action` (deprecated) | `move` | –3.9 |  |')
})

test('what is left out is named with its reason, unless it is here after all', () => {
  const page = coveragePage(rows)
  expect(page).toContain('- POST `/v3/things/{id}/action` (move): Things stay where they are.')
  expect(page).not.toContain('Driven all the same.')
})
