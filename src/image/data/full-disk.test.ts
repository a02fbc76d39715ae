/** The disk is full on which images lie: who sends bytes is told so, and nothing is left of them. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { filesBelow } from '../../../test/support/files-below.ts'
import { fullDisk } from '../../../test/support/full-disk.ts'
import { refusal } from '../../../test/support/image-api.ts'
import { byteApi } from '../../../test/support/image-bytes.ts'
import { imageCloud, type ImageCloud } from '../../../test/support/image-cloud.ts'

const RAW = { disk_format: 'raw', container_format: 'bare' }
const BYTES = Buffer.from('not zeros '.repeat(100_000))
const FULL =
  '413 Image storage media is full: There is not enough disk space on the image storage media.'

interface Place extends ImageCloud {
  /** Names of all files of the stores, of half-written ones too. */
  files(): string[]
  shown(id: string): Promise<any>
  /** Serves the bytes to downloads. */
  uri: string
}

async function place(database: string): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), 'full-disk-'))
  const server = createServer((_request, response) => response.end(BYTES))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const my = await imageCloud({
    database,
    imageDirectory: directory,
    imports: { filter: { allowedPorts: [port], allowedNetworks: ['127.0.0.1'] } },
  })
  onTestFinished(async () => {
    await my.cloud[Symbol.asyncDispose]()
    server.closeAllConnections()
    server.close()
    rmSync(directory, { recursive: true })
  })
  return {
    ...my,
    files: () => filesBelow(directory),
    shown: async (id) => (await my.demo('GET', `/images/${id}`)).body,
    uri: `http://127.0.0.1:${port}/`,
  }
}

const AT = [
  ['half-way', BYTES.length / 2],
  ['at the first byte', 0],
  ['when all of it is to be made durable', undefined],
] as const

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test.each(['file', 'stage'].flatMap((call) => AT.map(([when, room]) => ({ call, when, room }))))(
    'PUT $call is 413 where the disk is full $when, and can be sent again',
    async ({ call, room }) => {
      const my = await place(await backend.url('cloud'))
      const id = await my.image(RAW)
      const put = () => byteApi(my).put(`/images/${id}/${call}`, BYTES)
      const disk = await fullDisk(room)
      expect(refusal(await put())).toBe(FULL)
      expect(await my.shown(id)).toMatchObject({
        ...{ status: 'queued', size: null, virtual_size: null },
        ...{ checksum: null, os_hash_algo: null, os_hash_value: null },
      })
      await expect.poll(() => my.files()).toEqual([])
      expect((await my.demo('GET', `/images/${id}/file`)).status).toBe(204)
      disk.free()
      expect((await put()).status).toBe(204)
      expect(my.files()).toHaveLength(1)
      expect(await my.shown(id)).toMatchObject({ size: BYTES.length })
    },
  )

  test('an import fails where its download does not fit, and can be begun anew', async () => {
    const my = await place(await backend.url('cloud'))
    const id = await my.image(RAW)
    const body = { method: { name: 'web-download', uri: my.uri } }
    const imported = async (): Promise<void> => {
      expect((await my.demo('POST', `/images/${id}/import`, body)).status).toBe(202)
      await my.cloud.settled()
    }
    const disk = await fullDisk(BYTES.length / 2)
    await imported()
    expect(await my.shown(id)).toMatchObject({ status: 'queued', os_glance_failed_import: 'file' })
    const { tasks } = (await my.demo('GET', `/images/${id}/tasks`)).body
    expect(tasks).toMatchObject([{ status: 'failure', result: null }])
    await expect.poll(() => my.files()).toEqual([])
    disk.free()
    await imported()
    expect(await my.shown(id)).toMatchObject({
      status: 'active',
      checksum: createHash('md5').update(BYTES).digest('hex'),
    })
  })

  test('an import fails where the store has no room for what was staged', async () => {
    const my = await place(await backend.url('cloud'))
    const id = await my.image(RAW)
    expect((await byteApi(my).put(`/images/${id}/stage`, BYTES)).status).toBe(204)
    await fullDisk(BYTES.length / 2)
    const body = { method: { name: 'glance-direct' } }
    expect((await my.demo('POST', `/images/${id}/import`, body)).status).toBe(202)
    await my.cloud.settled()
    expect(await my.shown(id)).toMatchObject({ status: 'queued', os_glance_failed_import: 'file' })
    await expect.poll(() => my.files()).toEqual([])
  })
})
