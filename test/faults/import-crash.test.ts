/**
 * The process is killed while it imports an image from the web. After the next start the import goes on
 * by itself: the image is active in the end, and nothing else lies in the store.
 */
import { createServer, type ServerResponse } from 'node:http'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { buildProgram } from '../support/program.ts'
import { start, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

const BYTES = 'bytes from the web'.repeat(10_000)
const HALF = BYTES.slice(0, BYTES.length / 2)

/** Serves the bytes; the first request gets half of them and nothing more. */
async function serveHalfOnce(): Promise<{ port: number; isAsked: Promise<void> }> {
  const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>()
  let requests = 0
  const server = createServer((_request, response: ServerResponse) => {
    requests += 1
    if (requests > 1) return void response.end(BYTES)
    response.setHeader('content-length', BYTES.length)
    response.write(HALF, () => asked())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, isAsked }
}

async function imageOf(cloud: Stackling, id: string) {
  return (await cloud.ask('GET', `/image/v2/images/${id}`)).body
}

test.each(SHARED_BACKENDS)(
  'a cut-off import goes on after the next start, on $name',
  async (backend) => {
    const { port, isAsked } = await serveHalfOnce()
    const directory = mkdtempSync(join(tmpdir(), 'import-crash-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const flags = [
      ...['--image-stores', `file=${directory}`],
      ...['--image-import-allowed-networks', '127.0.0.1'],
      ...['--image-import-allowed-ports', String(port)],
    ]
    const database = await backend.url('empty')
    const before = await start(database, { flags })
    const formats = { disk_format: 'raw', container_format: 'bare' }
    const { id } = (await before.ask('POST', '/image/v2/images', formats)).body
    const uri = `http://127.0.0.1:${port}/image`
    const asked = { method: { name: 'web-download', uri } }
    expect((await before.ask('POST', `/image/v2/images/${id}/import`, asked)).status).toBe(202)
    await isAsked
    expect(await imageOf(before, id)).toMatchObject({ status: 'importing' })
    await before.kill('SIGKILL')

    const after = await start(database, { session: before, flags })
    onTestFinished(async () => void (await after.kill('SIGTERM')))
    await expect
      .poll(() => imageOf(after, id), { timeout: 30_000 })
      .toMatchObject({ status: 'active', size: BYTES.length, os_glance_failed_import: '' })
    // The image is active before the import lets go of it.
    await expect
      .poll(() => imageOf(after, id), { timeout: 30_000 })
      .not.toHaveProperty('os_glance_import_task')
    const { tasks } = (await after.ask('GET', `/image/v2/images/${id}/tasks`)).body
    expect(tasks).toMatchObject([{ status: 'success', result: { image_id: id } }])
    const files = readdirSync(directory, { withFileTypes: true }).filter((entry) =>
      entry.name.startsWith(id),
    )
    expect(files.map(({ name }) => readFileSync(join(directory, name), 'utf8'))).toEqual([BYTES])
  },
)
