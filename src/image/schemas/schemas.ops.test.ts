/** The schema calls: what they show is what bodies are checked against. */
import { expect, test } from 'vitest'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()

const RAW = ['name', 'properties', 'additionalProperties']
const PAGED = ['name', 'properties', 'links']

test.each([
  ['image', [...RAW, 'links'], 'image'],
  ['images', PAGED, 'images'],
  ['member', ['name', 'properties'], 'member'],
  ['members', PAGED, 'members'],
  ['task', ['name', 'properties'], 'task'],
  ['tasks', PAGED, 'tasks'],
  ['metadefs/namespace', [...RAW, 'definitions', 'required'], 'namespace'],
  ['metadefs/namespaces', [...PAGED, 'definitions'], 'namespaces'],
  ['metadefs/resource_type', [...RAW, 'required'], 'resource_type_association'],
  ['metadefs/resource_types', PAGED, 'resource_type_associations'],
  ['metadefs/property', [...RAW, 'definitions', 'required'], 'property'],
  ['metadefs/properties', [...PAGED, 'definitions'], 'properties'],
  ['metadefs/object', [...RAW, 'definitions', 'required'], 'object'],
  ['metadefs/objects', [...PAGED, 'definitions'], 'objects'],
  ['metadefs/tag', [...RAW, 'required'], 'tag'],
  ['metadefs/tags', PAGED, 'tags'],
])('%s has its parts in the order of Glance, for whoever has a token', async (path, keys, name) => {
  const { status, body } = await my.reader('GET', `/schemas/${path}`)
  expect([status, body.name]).toEqual([200, name])
  expect(Object.keys(body)).toEqual(keys)
})

test('lists of members and tasks have no pages, and tasks are shown in brief there', async () => {
  const { body } = await my.demo('GET', '/schemas/tasks')
  expect(Object.keys(body.properties)).toEqual(['tasks', 'schema'])
  expect(body.links).toEqual([{ rel: 'describedby', href: '{schema}' }])
  const brief = Object.keys(body.properties.tasks.items.properties)
  const whole = Object.keys((await my.demo('GET', '/schemas/task')).body.properties)
  expect(whole.filter((name) => !brief.includes(name))).toEqual(['input', 'result', 'message'])
})

test('a property has a name where it stands alone, and is a key where there are several', async () => {
  const { body: one } = await my.demo('GET', '/schemas/metadefs/property')
  const { body: several } = await my.demo('GET', '/schemas/metadefs/properties')
  expect(one.required).toEqual(['type', 'title', 'name'])
  expect(several.properties.properties.additionalProperties.required).toEqual(['type', 'title'])
})

test('without a token there is none', async () => {
  const { status } = await my.cloud.request('image', 'GET', '/v2/schemas/image')
  expect(status).toBe(401)
})
