import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let demo: VolumeApi

beforeAll(async () => {
  cloud = await startCloud()
  demo = volumeApi(cloud, await cloud.demo())
})
afterAll(() => cloud[Symbol.asyncDispose]())

const HOSTS = {
  name: 'Hosts',
  alias: 'os-hosts',
  description: 'Admin-only host administration.',
  updated: '2011-06-29T00:00:00+00:00',
  links: [],
}

test('the list names each of them once', async () => {
  const { body } = await demo('GET', '/extensions')
  expect(body.extensions).toContainEqual(HOSTS)
  const aliases = body.extensions.map(({ alias }: { alias: string }) => alias)
  expect(aliases).toContain('backups')
  expect(aliases).toHaveLength(32)
  expect(new Set(aliases).size).toBe(aliases.length)
})

test('an extension is shown by its alias', async () => {
  expect((await demo('GET', '/extensions/os-hosts')).body).toEqual({ extension: HOSTS })
})

test('one that is not there is 404', async () => {
  expect(refusal(await demo('GET', '/extensions/nosuch'))).toBe(
    '404 The resource could not be found.',
  )
})
