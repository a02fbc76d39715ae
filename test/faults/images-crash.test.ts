/**
 * The process is killed while the bytes of an image come. The image stays as a dead process leaves it,
 * its bytes may be sent again, and nothing is left of those that came. Asked to end while a job fetches
 * the bytes, it does not wait for them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { filesBelow } from '../support/files-below.ts'
import { Peer } from '../support/peer.ts'
import { buildProgram } from '../support/program.ts'
import { start, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

/** Longest wait for what a dead process held to be taken up. Milliseconds. */
const TAKEN_UP = 30_000

function storeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'images-crash-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

async function newImage(cloud: Stackling): Promise<string> {
  const body = { disk_format: 'raw', container_format: 'bare' }
  return (await cloud.ask('POST', '/image/v2/images', body)).body.id
}

async function half(cloud: Stackling, id: string, call: string): Promise<void> {
  const peer = await Peer.to(cloud.url)
  const head = [
    `PUT /image/v2/images/${id}/${call} HTTP/1.1`,
    ...['Host: x', `X-Auth-Token: ${cloud.token}`, 'Content-Type: application/octet-stream'],
    ...['Content-Length: 1000000', '', ''],
  ]
  peer.write(head.join('\r\n'))
  peer.write(Buffer.alloc(500_000))
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test.each([
    ['file', 'saving', 'active'],
    ['stage', 'uploading', 'uploading'],
  ])('killed in PUT %s', async (call, during, done) => {
    const database = await backend.url('empty')
    const directory = storeDirectory()
    const flags = ['--image-stores', `file=${directory}`, '--preset', 'none']
    let cloud = await start(database, { flags })
    const id = await newImage(cloud)
    const status = async (): Promise<string> =>
      (await cloud.ask('GET', `/image/v2/images/${id}`)).body.status
    await half(cloud, id, call)
    await expect.poll(status).toBe(during)
    await expect.poll(() => filesBelow(directory).length).toBe(1)
    await cloud.kill('SIGKILL')
    expect(filesBelow(directory)).toHaveLength(1)

    cloud = await start(database, { session: cloud, flags })
    expect(await status()).toBe(during)
    await expect.poll(() => filesBelow(directory), { timeout: TAKEN_UP }).toEqual([])
    const put = async (): Promise<number | undefined> => {
      const headers = { 'Content-Type': 'application/octet-stream' }
      return (await cloud.send('PUT', `/image/v2/images/${id}/${call}`, { body: 'again', headers }))
        ?.status
    }
    await expect.poll(put, { timeout: TAKEN_UP }).toBe(204)
    expect(await status()).toBe(done)
    expect(await cloud.kill('SIGTERM')).toBe(0)

    cloud = await start(database, { session: cloud, flags })
    expect(await status()).toBe(done)
    expect(filesBelow(directory)).toHaveLength(1)
    expect((await cloud.ask('DELETE', `/image/v2/images/${id}`)).status).toBe(204)
    await expect.poll(() => filesBelow(directory), { timeout: TAKEN_UP }).toEqual([])
  })
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('asked to end while the image of a large volume is made', async () => {
    const database = await backend.url('empty')
    const directory = storeDirectory()
    const stores = ['--image-stores', `file=${directory}`]
    const flags = [...stores, '--preset', 'none', '--transitions', 'instant']
    const cloud = await start(database, { flags })
    const volumes = `/volume/v3/${cloud.projectId}/volumes`
    // So large that it takes longer than the process may.
    const { volume } = (await cloud.ask('POST', volumes, { volume: { size: 900 } })).body
    const status = async (): Promise<string> =>
      (await cloud.ask('GET', `${volumes}/${volume.id}`)).body.volume.status
    await expect.poll(status).toBe('available')
    const action = { 'os-volume_upload_image': { image_name: 'large', disk_format: 'raw' } }
    const asked = await cloud.ask('POST', `${volumes}/${volume.id}/action`, action)
    const { image_id: id } = asked.body['os-volume_upload_image']
    const files = () => filesBelow(directory).filter((name) => name.startsWith(id as string)).length
    await expect.poll(files).toBe(1)
    expect(await cloud.kill('SIGTERM')).toBe(0)
    expect(cloud.running.said.err).toContain('Interrupted')
    expect(cloud.running.said.err).not.toContain('some work was not over in time')
    expect(files()).toBe(0)

    const next = await start(database, { session: cloud, flags })
    await expect.poll(files, { timeout: TAKEN_UP }).toBe(1)
    expect((await next.ask('GET', `${volumes}/${volume.id}`)).body.volume.status).toBe('uploading')
    expect(await next.kill('SIGTERM')).toBe(0)
  })
})
