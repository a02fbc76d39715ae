import { expect, test } from 'vitest'
import { refuseUrl } from './endpoints.ts'

test.each(['http://x', 'http://x/$(project_id)s', 'http://x/%(tenant_id)s/$(user_id)s'])(
  'takes %s',
  (url) => {
    expect(() => refuseUrl(url)).not.toThrow()
  },
)

test.each([
  'http://x/$(foo)s',
  'http://x/%(password)s',
  '$(base:compute)s/v2.1',
  'http://x/$(project_id',
  'http://x/$(project_id)d',
])('refuses %s, which no catalogue could fill in', (url) => {
  expect(() => refuseUrl(url)).toThrow(`Cannot create an endpoint with an invalid URL: ${url}.`)
})
