import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Router } from './router.ts'

function routerOf(...routes: string[]): Router<string> {
  const router = new Router<string>()
  for (const route of routes) router.add(...(route.split(' ') as [string, string]), route)
  return router
}

describe('finding', () => {
  const router = routerOf(
    'GET /',
    'GET /v3/{project_id}/volumes',
    'GET /v3/{project_id}/volumes/detail',
    'GET /v3/{project_id}/volumes/{volume_id}',
    'DELETE /v3/{project_id}/volumes/{id}',
    'GET /v3/volumes/{volume_id}',
    'GET /v3/volumes/{volume_id}/metadata/{key}',
    'GET /v2/',
  )
  const CASES: [string, string, string | undefined, Record<string, string>?][] = [
    ['GET', '/', 'GET /', {}],
    ['GET', '/v3/p/volumes', 'GET /v3/{project_id}/volumes', { project_id: 'p' }],
    ['GET', '/v3/p/volumes/detail', 'GET /v3/{project_id}/volumes/detail', { project_id: 'p' }],
    [
      'DELETE',
      '/v3/p/volumes/detail',
      'DELETE /v3/{project_id}/volumes/{id}',
      { project_id: 'p', id: 'detail' },
    ],
    ['GET', '/v3/volumes/v', 'GET /v3/volumes/{volume_id}', { volume_id: 'v' }],
    // The word leads nowhere, so it is a project id after all.
    ['GET', '/v3/volumes/volumes/v', 'GET /v3/{project_id}/volumes/{volume_id}'],
    ['GET', '/v3//p///volumes', 'GET /v3/{project_id}/volumes', { project_id: 'p' }],
    ['GET', '/v2/', 'GET /v2/', {}],
    ['GET', '/v2', undefined],
    ['GET', '/v3/p/volumes/', undefined],
    ['POST', '/v3/p/volumes', undefined],
    ['GET', '/v3/p/volumes/%zz', undefined],
    [
      'GET',
      '/v3/volumes/v/metadata/a%2Fb%20%C3%A9',
      'GET /v3/volumes/{volume_id}/metadata/{key}',
      { volume_id: 'v', key: 'a/b é' },
    ],
    ['GET', '/v3/volumes/v/metadata/__proto__', 'GET /v3/volumes/{volume_id}/metadata/{key}'],
  ]
  test.each(CASES)('%s %s', (method, path, wanted, params) => {
    const match = router.find(method, path)
    expect(match?.value).toBe(wanted)
    if (params !== undefined) expect(match?.params).toEqual(params)
  })
})

test('one path and method cannot mean two things', () => {
  expect(() => routerOf('GET /a/{id}', 'GET /a/{name}')).toThrow('two routes for GET /a/{name}')
})

test('it finds what a search through all templates finds', () => {
  const word = fc.constantFrom('a', 'b', 'c')
  const part = fc.oneof(word, fc.constantFrom('{x}', '{y}'))
  const template = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`)
  const path = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`)
  fc.assert(
    fc.property(fc.uniqueArray(template, { maxLength: 12 }), path, (templates, asked) => {
      const shapes = new Set<string>()
      const distinct = templates.filter((each) => {
        const shape = each.replaceAll(/\{\w\}/g, '*')
        return !shapes.has(shape) && shapes.add(shape)
      })
      const router = new Router<string>()
      for (const each of distinct) router.add('GET', each, each)
      const fits = distinct
        .filter((each) => new RegExp(`^${each.replaceAll(/\{\w\}/g, '[^/]+')}$`).test(asked))
        // Names first, from the left.
        .sort((one, other) => (rank(one) < rank(other) ? -1 : 1))
      expect(router.find('GET', asked)?.value).toBe(fits[0])
    }),
  )
})

function rank(template: string): string {
  return template
    .split('/')
    .map((part) => (part.startsWith('{') ? '1' : '0'))
    .join('')
}
