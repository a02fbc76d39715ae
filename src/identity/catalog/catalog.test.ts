import { expect, test } from 'vitest'
import { urlFor, withAddresses } from './catalog.ts'

const addressOf = (type: string) => `http://cloud.example/${type}`
const who = { addressOf, userId: 'u1', projectId: 'p1' }

test.each([
  ['$(base:compute)s/v2.1', 'http://cloud.example/compute/v2.1'],
  ['$(base:block-storage)s/v3/$(project_id)s', 'http://cloud.example/block-storage/v3/p1'],
  ['http://x/%(tenant_id)s/%(user_id)s', 'http://x/p1/u1'],
  ['http://x/fixed', 'http://x/fixed'],
])('%s becomes %s', (template, url) => {
  expect(urlFor(template, who)).toBe(url)
})

test('a URL that needs a project is left out of a catalogue without one', () => {
  expect(urlFor('http://x/$(project_id)s', { ...who, projectId: undefined })).toBeUndefined()
  expect(urlFor('http://x/', { ...who, projectId: undefined })).toBe('http://x/')
})

test('a URL with an unknown part is left out', () => {
  expect(urlFor('http://x/$(password)s', who)).toBeUndefined()
})

test('lists show addresses filled in and the rest as it was stored', () => {
  expect(withAddresses('$(base:compute)s/$(project_id)s', addressOf)).toBe(
    'http://cloud.example/compute/$(project_id)s',
  )
})
