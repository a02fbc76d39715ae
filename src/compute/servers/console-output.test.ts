import { describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { NEWEST, useServerCloud } from '../../../test/support/server-cloud.ts'
import { serverRow } from '../../../test/support/server-rows.ts'
import { tailOf } from './console-output.ts'

const all = useServerCloud()

const read = (id: string, how: object) =>
  all.demo.send('POST', `/servers/${id}/action`, { 'os-getConsoleOutput': how }, NEWEST)

test('a machine writes what its kernel says, and asks who is there', async () => {
  const id = await all.server({ hostname: 'web' })
  const { output } = (await read(id, {})).body
  const lines = output.split('\n')
  expect(lines.length).toBeGreaterThan(40)
  expect(output).toContain('Linux version')
  expect(lines.at(-1)).toBe('web login: ')
  expect((await read(id, { length: null })).body.output).toBe(output)
  expect((await read(id, { length: 10 })).body.output).toBe(lines.slice(-10).join('\n'))
  await all.demo.send('POST', `/servers/${id}/action`, { 'os-stop': null })
  await all.cloud.settled()
  expect((await read(id, { length: '2' })).body.output).toBe(lines.slice(-2).join('\n'))
})

test('without a host there is none', async () => {
  const id = await serverRow(all.cloud, all.persona, { host: null })
  expectFault(await read(id, {}), 409, `Instance ${id} is not ready`)
})

test.each([
  ['abc', "Value: abc. 'abc' does not match '^-?[0-9]+$'"],
  ['-5', 'Value: -5. -5 is less than the minimum of -1'],
  [-2, 'Value: -2. -2 is less than the minimum of -1'],
  [1.5, "Value: 1.5. 1.5 is not of type 'integer', 'string', 'null'"],
  [true, "Value: True. True is not of type 'integer', 'string', 'null'"],
])('a length of %j is refused', async (length, reason) => {
  const id = await serverRow(all.cloud, all.persona)
  const message = `Invalid input for field/attribute length. ${reason}`
  expectFault(await read(id, { length }), 400, message)
})

describe('the last lines', () => {
  test.each([
    [null, 'one\ntwo\nthree'],
    [0, ''],
    ['0', ''],
    [1, 'three'],
    [9, 'one\ntwo\nthree'],
    [-1, 'two\nthree'],
    ['1\n', 'three'],
  ])('for %j', (length, tail) => {
    expect(tailOf('one\ntwo\nthree', length)).toBe(tail)
  })

  test('have no control characters', () => {
    expect(tailOf('a\u0000\u001bb\tc\nd\r', null)).toBe('ab\tc\nd')
  })
})
