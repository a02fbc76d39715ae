/** Numbers that a double would alter: what was written is kept, shown and spoken of. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../test/support/cloud.ts'
import { BACKENDS } from '../../test/support/databases.ts'

type ServiceType = 'identity' | 'compute' | 'block-storage'

const BIG = '12345678901234567890'

let cloud: Cloud
let admin: Persona
beforeAll(async () => {
  cloud = await startCloud()
  admin = await cloud.admin()
})
afterAll(() => cloud.app.stop())

/** As written, and as Python shows it. */
const KEPT = [
  [BIG, BIG],
  [`-${BIG}`, `-${BIG}`],
  ['1.0', '1.0'],
  ['-0.0', '-0.0'],
  ['1e3', '1000.0'],
  ['1E+25', '1e+25'],
  ['1e16', '1e+16'],
  ['0.10', '0.1'],
  ['1.5e-7', '1.5e-07'],
  ['[{"a": [2.0, 3]}]', '[{"a": [2.0, 3]}]'],
] as const

describe('numbers', () => {
  const send = (service: ServiceType, method: string, path: string, body?: string) =>
    cloud.request(service, method, path, { token: admin.token, ...(body && { body }) })

  test.each(BACKENDS.filter(({ shared }) => shared))(
    'that Keystone does not know are kept as they were written: $name',
    async (backend) => {
      await using other = await startCloud({ database: await backend.url('empty') })
      const { token } = await other.admin()
      const ask = async (method: string, path: string, body?: string) =>
        other.request('identity', method, path, { token, ...(body && { body }) })
      const written = KEPT.map(([number], i) => `"n${i}": ${number}`).join(', ')
      const shown = KEPT.map(([, number], i) => `"n${i}": ${number}`).join(', ')
      const made = await ask('POST', '/v3/projects', `{"project":{"name":"p",${written}}}`)
      expect([made.status, made.text]).toEqual([201, expect.stringContaining(shown)])
      const path = `/v3/projects/${made.body.project.id}`
      expect((await ask('GET', path)).text).toContain(shown)
      const changed = await ask('PATCH', path, '{"project":{"other":7.0}}')
      expect(changed.text).toContain(`${shown}, "other": 7.0,`)
      expect((await ask('GET', '/v3/projects')).text).toContain(`${shown}, "other": 7.0,`)
    },
  )

  const draft4 = `"Invalid input for field/attribute size. Value: %. % is not of type 'integer', 'string', 'null'"`

  test.each([
    ['{"volume":{"size":1.0}}', draft4.replaceAll('%', '1.0')],
    ['{"volume":{"size":1e0}}', draft4.replaceAll('%', '1.0')],
    ['{"volume":{"size":1e30}}', draft4.replaceAll('%', '1e+30')],
    [`{"volume":{"size":${BIG}}}`, `${BIG} is greater than the maximum of 2147483647`],
    [`{"volume":{"size":"${BIG}"}}`, `${BIG} is greater than the maximum of 2147483647`],
    [
      `{"volume":{"size":1,"name":${BIG}}}`,
      `Value: ${BIG}. ${BIG} is not of type 'string', 'null'`,
    ],
    ['{"volume":{"size":-0}}', 'Value: 0. 0 is less than the minimum of 1'],
  ])('Block Storage refuses %s in words of what was sent', async (body, words) => {
    const got = await send('block-storage', 'POST', `/v3/${admin.projectId}/volumes`, body)
    expect([got.status, got.text]).toEqual([400, expect.stringContaining(words)])
  })

  test('Compute and Identity too, but take 1.0 for an integer', async () => {
    const words = (number: string) => `Value: ${number}. ${number} is not of type 'string'`
    for (const number of [BIG, '1.0']) {
      const body = `{"aggregate":{"name":${number}}}`
      const got = await send('compute', 'POST', '/v2.1/os-aggregates', body)
      expect([got.status, got.text]).toEqual([400, expect.stringContaining(words(number))])
      const other = await send('identity', 'POST', '/v3/projects', `{"project":{"name":${number}}}`)
      expect([other.status, other.text]).toEqual([400, expect.stringContaining(`${number} is not`)])
    }
    const infinite = await send('identity', 'POST', '/v3/projects', '{"project":{"name":1e400}}')
    expect(infinite.text).toContain("inf is not of type 'string'")
    const path = '/v3/OS-FEDERATION/identity_providers/exact'
    const put = await send(
      'identity',
      'PUT',
      path,
      '{"identity_provider":{"authorization_ttl":1.0}}',
    )
    expect([put.status, put.body.identity_provider?.authorization_ttl]).toEqual([201, 1])
    const action = await send(
      'compute',
      'POST',
      '/v2.1/os-aggregates/1/action',
      '{"add_host":{"host":1.0}}',
    )
    expect([action.status, action.text]).toEqual([
      400,
      expect.stringContaining('1.0 is not of type'),
    ])
  })

  test('an integer that no column holds is refused', async () => {
    const path = '/v3/OS-FEDERATION/identity_providers/wide'
    expect((await send('identity', 'PUT', path, '{"identity_provider":{}}')).status).toBe(201)
    for (const number of [`1${'0'.repeat(30)}`, '9223372036854775808', '1e30']) {
      const body = `{"identity_provider":{"authorization_ttl":${number}}}`
      const got = await send('identity', 'PATCH', path, body)
      const shown = number === '1e30' ? '1e+30' : number
      expect([got.status, got.body.error.message]).toEqual([
        400,
        expect.stringContaining(`${shown} is greater than the maximum of 9007199254740991`),
      ])
    }
  })
})
