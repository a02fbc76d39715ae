/**
 * The process is killed while images are made of volumes, and written over them, again and again. After
 * every start the work is taken up: in the end each image has its bytes, each volume is free for the next
 * thing, and the store holds the objects of images and nothing else.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { filesBelow } from '../support/files-below.ts'
import { buildProgram } from '../support/program.ts'
import { CRASHES, killAgainAndAgain, type Work } from './killed-again.ts'
import * as storage from './killed-storage.ts'
import { start, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

/** Longest wait for what a dead process held to be taken up. Milliseconds. */
const TAKEN_UP = 60_000

function storeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'volume-images-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

const FORMATS = ['raw', 'qcow2', 'vmdk', 'vhdx'] as const

interface Prepared {
  readonly volumes: readonly string[]
  /** What is written over volumes. */
  readonly images: readonly string[]
}

interface ImageItem {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly size: number | null
}

async function imagesOf(cloud: Stackling): Promise<readonly ImageItem[]> {
  return (await cloud.ask('GET', '/image/v2/images?limit=1000')).body.images
}

async function newImage(cloud: Stackling, name: string): Promise<string> {
  const body = { name, disk_format: 'raw', container_format: 'bare' }
  const { id } = (await cloud.ask('POST', '/image/v2/images', body)).body
  const headers = { 'Content-Type': 'application/octet-stream' }
  const put = await cloud.send('PUT', `/image/v2/images/${id}/file`, { body: name, headers })
  expect(put?.status).toBe(204)
  return id
}

async function prepare(cloud: Stackling): Promise<Prepared> {
  await storage.lift(cloud, 'volumes', 'gigabytes')
  const images = [await newImage(cloud, 'one'), await newImage(cloud, 'two')]
  return { volumes: await storage.makeVolumes(cloud, 8), images }
}

function next({ roll, one }: storage.Dice, { volumes, images }: Prepared): storage.Call {
  const path = `/volumes/${one(volumes)}/action`
  if (roll() < 50) return ['POST', path, { 'os-reimage': { image_id: one(images) } }]
  const how = { image_name: 'made', disk_format: one(FORMATS) }
  return ['POST', path, { 'os-volume_upload_image': how }]
}

/** @returns how many images were made of volumes */
async function expectWhole(cloud: Stackling, directory: string): Promise<number> {
  const images = await imagesOf(cloud)
  expect(images.filter(({ status }) => status !== 'active')).toEqual([])
  const names = filesBelow(directory)
  for (const { id } of images) expect(names.some((name) => name.startsWith(id))).toBe(true)
  return images.filter(({ name }) => name === 'made').length
}

/** What dead processes were writing is gone, and the bytes of images go with them. */
async function expectNothingElse(cloud: Stackling, directory: string): Promise<void> {
  const images = await imagesOf(cloud)
  const files = () => filesBelow(directory).length
  await expect.poll(files, { timeout: TAKEN_UP }).toBe(images.length)
  const made = images.filter(({ name }) => name === 'made')
  for (const { id } of made) await cloud.ask('DELETE', `/image/v2/images/${id}`)
  await expect.poll(files, { timeout: TAKEN_UP }).toBe(images.length - made.length)
}

async function expectTakenOver(
  cloud: Stackling,
  volumes: readonly storage.Item[],
): Promise<number> {
  const images = await imagesOf(cloud)
  const booted = volumes.filter(({ bootable }) => bootable === 'true')
  for (const { volume_image_metadata: metadata } of booted) {
    expect(images).toContainEqual(
      expect.objectContaining({ id: metadata.image_id, name: metadata.image_name }),
    )
  }
  return booted.length
}

function workIn(directory: string): Work<Prepared> {
  return {
    flags: ['--image-stores', `file=${directory}`, '--preset', 'none'],
    prepare,
    async load(cloud, prepared, seed, accepted) {
      const choose = (dice: storage.Dice) => next(dice, prepared)
      await storage.workUntilGone(cloud, seed, choose, () => {}, accepted)
    },
    async atRest(cloud) {
      const [volumes] = await storage.rested(cloud, 'volumes')
      const taken = await expectTakenOver(cloud, volumes!)
      return Math.min(taken, await expectWhole(cloud, directory))
    },
    inTheEnd: (cloud) => expectNothingElse(cloud, directory),
  }
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test(`killed ${CRASHES} times, every image is whole and no volume is stuck`, async () => {
    await killAgainAndAgain(await backend.url('empty'), workIn(storeDirectory()))
  }, 300_000)

  test('killed while the bytes of one image are written, it is begun anew, and can be repeated', async () => {
    const database = await backend.url('empty')
    const directory = storeDirectory()
    const stores = ['--image-stores', `file=${directory}`]
    const flags = [...stores, '--preset', 'none', '--transitions', 'instant']
    let cloud = await start(database, { flags })
    const [volume] = await storage.makeVolumes(cloud, 1)
    // Packing it takes some seconds.
    const how = { image_name: 'packed', container_format: 'compressed' }
    const upload = async (): Promise<string> => {
      const path = `/volumes/${volume}/action`
      const body = await storage.ask(cloud, 'POST', path, { 'os-volume_upload_image': how })
      return body['os-volume_upload_image'].image_id
    }
    const imageOf = async (id: string) => (await cloud.ask('GET', `/image/v2/images/${id}`)).body
    const statusOfVolume = async (): Promise<string> =>
      (await storage.ask(cloud, 'GET', `/volumes/${volume}`)).volume.status

    await expect.poll(statusOfVolume).toBe('available')
    const first = await upload()
    await expect.poll(() => filesBelow(directory).length).toBe(1)
    const [half] = filesBelow(directory)
    await cloud.kill('SIGKILL')
    expect(filesBelow(directory)).toEqual([half])

    cloud = await start(database, { session: cloud, flags })
    expect([await statusOfVolume(), (await imageOf(first)).status]).toEqual(['uploading', 'saving'])
    await expect.poll(statusOfVolume, { timeout: TAKEN_UP }).toBe('available')
    const { status, checksum, size } = await imageOf(first)
    expect(status).toBe('active')

    const second = await upload()
    await expect.poll(statusOfVolume, { timeout: TAKEN_UP }).toBe('available')
    expect(await imageOf(second)).toMatchObject({ status, checksum, size })
    // What the dead process had written is gone.
    await expect.poll(() => filesBelow(directory).length, { timeout: TAKEN_UP }).toBe(2)
    expect(filesBelow(directory)).not.toContain(half)
    expect(await cloud.kill('SIGTERM')).toBe(0)
  }, 180_000)
})
