/** The cache of a node: what is said to be in it is there. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'
import { useImportCloud } from '../../../test/support/import-cloud.ts'

const used = useImportCloud({ cacheSize: 20 })
const without = useImageCloud()

const BYTES = 'bytes to be cached'
const MISSING = '00000000-0000-4000-8000-00000000dead'

async function active(bytes = BYTES): Promise<string> {
  const id = await used.staged(bytes)
  await used.imported(id, { method: { name: 'glance-direct' } })
  return id
}

async function cached(bytes = BYTES): Promise<string> {
  const id = await active(bytes)
  expect((await used.admin('PUT', `/cache/${id}`)).status).toBe(202)
  await expect.poll(async () => (await state()).queued_images).toEqual([])
  return id
}

async function state(): Promise<any> {
  return (await used.admin('GET', '/cache')).body
}

const ids = async () => (await state()).cached_images.map((entry: any) => entry.image_id)
const fileOf = (id: string) => join(used.directory, 'os_glance_cache', id)

beforeEach(async () => {
  expect((await used.admin('DELETE', '/cache')).status).toBe(204)
})

test('an image asked for is cached, and listed with what is known of its copy', async () => {
  expect(await state()).toEqual({ cached_images: [], queued_images: [] })
  const id = await cached()
  expect(await state()).toEqual({
    cached_images: [
      {
        id: expect.any(Number),
        image_id: id,
        last_accessed: expect.any(Number),
        last_modified: expect.any(Number),
        size: BYTES.length,
        hits: 0,
        checksum: null,
      },
    ],
    queued_images: [],
  })
  expect(await readFile(fileOf(id), 'utf8')).toBe(BYTES)
})

test('asking twice changes nothing', async () => {
  const id = await cached()
  const before = await state()
  expect((await used.admin('PUT', `/cache/${id}`)).status).toBe(202)
  expect(await state()).toEqual(before)
})

test('bytes are given from the cache, and that is counted', async () => {
  const id = await cached()
  await writeFile(fileOf(id), BYTES.toUpperCase())
  expect((await used.demo('GET', `/images/${id}/file`)).text).toBe(BYTES.toUpperCase())
  expect((await state()).cached_images).toMatchObject([{ image_id: id, hits: 1 }])
})

test('a copy that is gone is not listed, and the bytes come from the store', async () => {
  const id = await cached()
  await rm(fileOf(id))
  expect((await used.demo('GET', `/images/${id}/file`)).text).toBe(BYTES)
  expect(await ids()).toEqual([])
})

test('an image that is deleted is cached no more', async () => {
  const id = await cached()
  expect((await used.demo('DELETE', `/images/${id}`)).status).toBe(204)
  await expect.poll(ids).toEqual([])
  await expect(readFile(fileOf(id))).rejects.toThrow()
})

describe('removing', () => {
  test('one image', async () => {
    const [kept, removed] = [await cached(), await cached()]
    expect((await used.admin('DELETE', `/cache/${removed}`)).status).toBe(204)
    expect(await ids()).toEqual([kept])
    await expect(readFile(fileOf(removed))).rejects.toThrow()
    expect((await used.admin('DELETE', `/cache/${removed}`)).status).toBe(204)
    expect(refusal(await used.admin('DELETE', `/cache/${MISSING}`))).toBe(
      `404 Image ${MISSING} not found.`,
    )
  })

  test.each([
    ['queue', 1],
    ['cache', 0],
    ['', 0],
  ])('all of %j', async (target, left) => {
    await cached()
    const headers = { 'x-image-cache-clear-target': target }
    expect((await used.admin('DELETE', '/cache', undefined, headers)).status).toBe(204)
    expect(await ids()).toHaveLength(left)
  })

  test('nothing by another word', async () => {
    const headers = { 'x-image-cache-clear-target': 'x' }
    expect(refusal(await used.admin('DELETE', '/cache', undefined, headers))).toBe(
      "400 If provided 'x-image-cache-clear-target' must be 'cache', 'queue' or empty string.",
    )
  })
})

test('pruning removes what was read longest ago, until the rest is small enough', async () => {
  const [older, newer] = [await cached(), await cached()]
  await used.demo('GET', `/images/${older}/file`)
  const got = await used.admin('POST', '/cache/prune')
  expect(got.status).toBe(200)
  expect(got.body).toEqual({ total_files_pruned: 1, total_bytes_pruned: BYTES.length })
  expect(await ids()).toEqual([older])
  await expect(readFile(fileOf(newer))).rejects.toThrow()
  expect((await used.admin('POST', '/cache/prune')).body.total_files_pruned).toBe(0)
})

test('cleaning forgets what is not there', async () => {
  const id = await cached()
  await rm(fileOf(id))
  const got = await used.admin('POST', '/cache/clean')
  expect(got.status).toBe(200)
  expect(got.text).toBe('')
  expect(await ids()).toEqual([])
})

test('the nodes that have an image cached are listed', async () => {
  const [there, elsewhere] = [await cached(), await used.image()]
  const nodesOf = async (id: string) => (await used.admin('GET', `/cache/nodes/${id}`)).body
  expect(await nodesOf(there)).toEqual([expect.stringContaining(':')])
  expect(await nodesOf(elsewhere)).toEqual([])
  expect((await used.admin('DELETE', `/cache/${there}`)).status).toBe(204)
  expect(await nodesOf(there)).toEqual([])
  expect(refusal(await used.admin('GET', `/cache/nodes/${MISSING}`))).toBe(
    `404 Image ${MISSING} not found.`,
  )
})

test('only active images are cached', async () => {
  const id = await used.image()
  expect(refusal(await used.admin('PUT', `/cache/${id}`))).toBe(
    '400 Only images with status active can be targeted for queueing',
  )
  expect(refusal(await used.admin('PUT', `/cache/${MISSING}`))).toBe(
    `404 Image ${MISSING} not found.`,
  )
})

const CALLS = [
  ['GET', '/cache', 'cache_list'],
  ['PUT', '/cache/ID', 'cache_image'],
  ['DELETE', '/cache/ID', 'cache_delete'],
  ['DELETE', '/cache', 'cache_delete'],
  ['POST', '/cache/clean', 'cache_clean'],
  ['POST', '/cache/prune', 'cache_prune'],
] as const

test.each(CALLS)('%s %s is for administrators (%s)', async (method, path, rule) => {
  const id = await used.image()
  expect(refusal(await used.demo(method, path.replace('ID', id)))).toBe(
    `403 You are not authorized to complete ${rule} action.`,
  )
})

test.each(CALLS)('without a cache, %s %s finds none', async (method, path) => {
  const id = await without.image()
  expect(refusal(await without.admin(method, path.replace('ID', id)))).toBe(
    '404 Caching via API is not supported at this site.',
  )
})

test('versions 2.18, 2.16 and 2.14 are there with the cache alone', async () => {
  const versions = async ({ cloud }: typeof without) => {
    const { body } = await cloud.request('image', 'GET', '/versions')
    return body.versions.map(({ id, status }: Record<string, string>) => `${id} ${status}`)
  }
  const newest = ['v2.18 CURRENT', 'v2.17 SUPPORTED', 'v2.16 SUPPORTED', 'v2.15 SUPPORTED']
  expect((await versions(used)).slice(0, 5)).toEqual([...newest, 'v2.14 SUPPORTED'])
  expect((await versions(without)).filter((each: string) => /1[468]/.test(each))).toEqual([])
})
