import Type from 'typebox'
import { expect, test } from 'vitest'
import { coverageOf, coveragePage, parseInventory } from './coverage.ts'
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
  project: 'thing',
  description: '',
  defaultPort: 1,
  sharedPath: '/thing',
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
  ],
}

const inventory = parseInventory(
  [
    'method\tpath\taction\tmin\tmax\tstate',
    'GET\t/v3/{project_id}/things\t\t\t\t',
    'HEAD\t/v3/{project_id}/things\t\t\t\t',
    'GET\t/v2/{tenant}/things\t\t\t\tremoved',
    'POST\t/v3/things/{id}/action\trename\t3.1\t\t',
    'POST\t/v3/things/{id}/action\tmove\t\t3.9\tdeprecated',
  ].join('\n'),
)

const driven = new Set(['things\tthings.list\tv3\tGET', 'things\tthings.rename\tv2\tPOST'])
const rows = coverageOf(service, inventory, driven)

test('a call counts only when a test drove that very call, under that very prefix', () => {
  const here = Object.fromEntries(
    rows.map((row) => [`${row.method} ${row.path} ${row.action}`.trim(), row.here]),
  )
  expect(here).toEqual({
    'GET /v3/{project_id}/things': 'driven',
    'HEAD /v3/{project_id}/things': 'declared',
    'GET /v2/{tenant}/things': 'declared',
    'POST /v3/things/{id}/action rename': 'declared',
    'POST /v3/things/{id}/action move': 'absent',
    'POST /v2/{project_id}/things/{thing_id}/action rename': 'driven',
    'GET /v2/{project_id}/things/count': 'declared',
    'GET /v3/{project_id}/things/count': 'declared',
  })
})

test('what upstream does not list is shown and not counted', () => {
  const page = coveragePage(rows)
  expect(page).toContain('| things | 1 of 3 | 0 of 1 | 0 of 1 | 3 |')
  expect(page).toContain('|  | POST | `/v3/things/{id}/action` (deprecated) | `move` | –3.9 |  |')
})
