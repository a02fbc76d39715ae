/** Bodies of a resource that is a table of attributes: which are none, as plug-ins of Neutron say it. */
import { expect, test } from 'vitest'
import { startHarbour } from './berth-requests.ts'

const BODIES: readonly (readonly [body: unknown, message: string])[] = [
  ['{', 'Body contains invalid data'],
  ['[1]', 'Body contains invalid data'],
  ['[]', 'Resource body required'],
  ['', 'Resource body required'],
  [{}, 'Resource body required'],
  [{ ship: {} }, "Unable to find 'berth' in request body"],
  [{ berth: null }, "Unable to find 'berth' in request body"],
  [{ berth: [] }, "Object 'berth' contains invalid data"],
  [{ berths: [] }, 'Resources required'],
  [{ berths: null }, 'Resources required'],
  [{ berths: 5 }, 'Body contains invalid data'],
  [{ berths: [null] }, 'Body contains invalid data'],
  ['{"berth": 1e3}', "Object 'berth' contains invalid data"],
  [{ berths: ['x'] }, "Object 'berth' contains invalid data"],
]

test('a body of another shape is refused', async () => {
  const { ask } = await startHarbour()
  for (const [body, message] of BODIES) {
    const { status, refusal } = await ask('POST', '', { body })
    expect([body, status, refusal]).toEqual([body, 400, `HTTPBadRequest: ${message}`])
  }
})

test.each([
  ['', "BadRequest: Bad body request: Invalid format: b''."],
  [{}, 'HTTPBadRequest: Resource body required'],
  ['"x"', 'BadRequest: Bad body request: Invalid format: b\'"x"\'.'],
  ['null', "BadRequest: Bad body request: Invalid format: b'null'."],
  ['[1]', 'HTTPBadRequest: Body contains invalid data'],
  [{ ship: {} }, "HTTPBadRequest: Unable to find 'berth' in request body"],
  [{ berths: [] }, 'HTTPBadRequest: Resources required'],
  [
    { berths: [{ name: 5 }] },
    "HTTPBadRequest: Invalid input for name. Reason: '5' is not a valid string.",
  ],
  [{ berths: [{}] }, "HTTPBadRequest: Unable to find 'berth' in request body"],
])('PUT of %j is refused', async (body, refusal) => {
  const { ask, make } = await startHarbour()
  const { id } = await make()
  expect(await ask('PUT', `/${id}`, { body })).toMatchObject({ status: 400, refusal })
})

test('a deletion may have no body, whether there is such a berth or not', async () => {
  const { ask, make } = await startHarbour()
  const { id } = await make()
  expect(await ask('DELETE', `/${id}`, { body: 'x' })).toMatchObject({
    status: 400,
    refusal: 'HTTPBadRequest: Request body is not supported in DELETE.',
  })
  expect((await ask('GET', `/${id}`)).status).toBe(200)
  expect((await ask('DELETE', '/none', { body: {} })).refusal).toMatch(/not supported in DELETE/)
  expect((await ask('DELETE', `/${id}`)).status).toBe(204)
})
