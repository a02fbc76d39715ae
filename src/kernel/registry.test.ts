import Type from 'typebox'
import { expect, test } from 'vitest'
import { operationFor, PUBLIC } from './operation.ts'
import { mistakesIn } from './registry.ts'
import type { Dialect, Service } from './service.ts'

const operation = operationFor<undefined>()
const declaring = (response: Record<number, Type.TSchema>, errors: readonly number[]): string[] => {
  const service: Service = {
    type: 'things',
    title: 'Toy',
    project: 'thing',
    description: '',
    defaultPort: 1,
    sharedPath: '/thing',
    catalog: [],
    mounts: [],
    dialect: {} as Dialect,
    checks: ['body', 'policy'],
    rules: [],
    bodyLimit: 1,
    operations: [
      operation({
        id: 'things.list',
        method: 'GET',
        path: '/things',
        summary: 'Refuses everybody.',
        policy: PUBLIC,
        success: 410,
        response,
        errors,
        handle: () => ({}),
      }),
    ],
  }
  return mistakesIn(service)
}

test('what refuses everybody declares its refusal and nothing else', () => {
  const mistake = ['things things.list refuses everybody with 410 and declares other answers']
  expect(declaring({}, [410])).toEqual([])
  // Who asks may be refused for another reason before.
  expect(declaring({}, [403, 410])).toEqual([])
  expect(declaring({}, [])).toEqual(mistake)
  expect(declaring({}, [404])).toEqual(mistake)
  expect(declaring({ 200: Type.Object({}) }, [410])).toEqual(mistake)
})
