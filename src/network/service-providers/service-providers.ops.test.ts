/** The list of those who provide routers, measured on a real Neutron. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'

let cloud: Cloud
let token: string
beforeAll(async () => {
  cloud = await startCloud()
  ;({ token } = await cloud.demo())
})
afterAll(() => cloud.app.stop())

const NAMES = ['dvrha', 'dvr', 'ha', 'single_node']
const of = (...names: string[]) =>
  names.map((name) => ({ service_type: 'L3_ROUTER_NAT', name, default: false }))

const list = async (query: string, as = token) => {
  const path = `/v2.0/service-providers${query}`
  const got = await cloud.request('network', 'GET', path, { token: as })
  expect(got.status).toBe(200)
  return got.body.service_providers
}

test.each([
  ['', of(...NAMES)],
  ['?name=ha', of('ha')],
  ['?name=ha&name=dvr', of('dvr', 'ha')],
  ['?name=ha&service_type=L3_ROUTER_NAT', of('ha')],
  ['?service_type=x', []],
  ['?default=False', []],
  ['?fields=name', NAMES.map((name) => ({ name }))],
  ['?fields=', of(...NAMES)],
  ['?fields=bogus', [{}, {}, {}, {}]],
  ['?bogus=1&limit=x&marker=x&sort_key=bogus&page_reverse=True', of(...NAMES)],
])('service-providers%s', async (query, expected) => {
  expect(await list(query)).toEqual(expected)
})

test('who has no role of a reader finds none', async () => {
  const { token: service } = await cloud.user('nova', 'service', 'service')
  expect(await list('', service)).toEqual([])
})
