/** Clients find out by the extensions what they may ask for. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { EXTENSIONS, presentAmong } from './extensions.ts'
import known from './known.json' with { type: 'json' }

let cloud: Cloud
let token: string
beforeAll(async () => {
  cloud = await startCloud()
  ;({ token } = await cloud.demo())
})
afterAll(() => cloud.app.stop())

const ask = (path: string) => cloud.request('network', 'GET', `/v2.0/extensions${path}`, { token })

test('the list has each of them, in the order of the real one', async () => {
  const got = await ask('')
  expect(got.status).toBe(200)
  expect(got.body).toEqual({ extensions: EXTENSIONS.map((one) => ({ ...one, links: [] })) })
})

test('each is shown by its alias, and others are not', async () => {
  for (const one of EXTENSIONS) {
    expect((await ask(`/${one.alias}`)).body).toEqual({ extension: { ...one, links: [] } })
  }
  expect((await ask('/nosuch')).status).toBe(404)
})

test('an extension is there where a table has an attribute of it, or its alias is named', () => {
  const table = {
    extensions: new Map([
      ['id', 'network'],
      ['mtu', 'net-mtu'],
    ]),
  }
  const present = presentAmong(known, [table, table], ['pagination'])
  expect(present.map(({ alias }) => alias)).toEqual(['net-mtu', 'pagination'])
})
