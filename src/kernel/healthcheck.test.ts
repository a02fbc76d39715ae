import { describe, expect, test } from 'vitest'
import { startCloud } from '../../test/support/cloud.ts'
import { SERVICES } from '../services.ts'

describe.each(SERVICES.map(({ type }) => type as 'identity'))('/healthcheck of %s', (service) => {
  test('tells load balancers that it is well, as text, JSON or HTML, without a token', async () => {
    await using cloud = await startCloud()
    const ask = (accept?: string, method = 'GET', path = '/healthcheck') =>
      cloud.request(service, method, path, accept === undefined ? {} : { headers: { accept } })
    const plain = await ask()
    expect([plain.status, plain.text, plain.headers.get('content-type')]).toEqual([
      200,
      'OK',
      'text/plain; charset=UTF-8',
    ])
    expect(plain.headers.get('x-openstack-request-id')).toMatch(/^req-/)
    const json = await ask('application/json;q=0.9, */*')
    expect([json.status, json.headers.get('content-type'), json.body]).toEqual([
      200,
      'application/json',
      { detailed: false, reasons: ['OK'] },
    ])
    const html = await ask('text/html')
    expect([html.headers.get('content-type'), html.text.includes('<TD>OK</TD>')]).toEqual([
      'text/html; charset=UTF-8',
      true,
    ])
    const head = await ask(undefined, 'HEAD')
    expect([head.status, head.text]).toEqual([204, ''])
    expect((await ask(undefined, 'POST')).status).toBe(200)
    expect((await ask(undefined, 'GET', '/healthcheck/')).text).toBe('OK')
    expect((await ask(undefined, 'GET', '/healthchecks')).text).not.toBe('OK')
  })
})

test('on a shared port it hangs under the path of each service', async () => {
  await using cloud = await startCloud({ singlePort: 0 })
  for (const { type } of SERVICES) {
    const got = await cloud.request(type as 'identity', 'GET', '/healthcheck')
    expect([type, got.status, got.text]).toEqual([type, 200, 'OK'])
  }
})
