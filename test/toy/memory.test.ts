/** Memory stays flat while bytes flow, however many there are. */
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { Peer } from '../support/peer.ts'
import { startToy } from './toy.ts'

const MIB = 1024 * 1024
const SIZE = 256 * MIB

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/**
 * The most that was held beyond what there was at the start, in MiB, while `work` went on. What the
 * collector has yet to find does not count: it is looked at after a collection.
 */
async function growthDuring(work: () => Promise<void>): Promise<{ rss: number; buffers: number }> {
  collect()
  const start = process.memoryUsage()
  const most = { rss: 0, buffers: 0 }
  const look = (): void => {
    collect()
    const { rss, arrayBuffers } = process.memoryUsage()
    most.rss = Math.max(most.rss, (rss - start.rss) / MIB)
    most.buffers = Math.max(most.buffers, (arrayBuffers - start.arrayBuffers) / MIB)
  }
  const timer = setInterval(look, 500)
  await work()
  clearInterval(timer)
  look()
  return most
}

test('256 MiB up and down again take no more memory than a few of them', async () => {
  const { url, env } = await startToy()
  env.crates.set('c', { id: 'c', project_id: 'p', label: 'large' })
  const head = (method: string, ...headers: string[]) =>
    [
      `${method} /toy/v1/crates/c/contents HTTP/1.1`,
      'Host: x',
      'X-Auth-Token: member@p',
      ...headers,
    ]
      .join('\r\n')
      .concat('\r\n\r\n')
  const chunk = Buffer.alloc(MIB, 'x')
  const up = await growthDuring(async () => {
    const peer = await Peer.to(url)
    peer.write(head('PUT', `Content-Length: ${SIZE}`, 'Content-Type: application/octet-stream'))
    for (let sent = 0; sent < SIZE; sent += chunk.length) {
      if (!peer.socket.write(chunk)) await once(peer.socket, 'drain')
    }
    await expect.poll(() => peer.text, { timeout: 20_000 }).toContain('HTTP/1.1 204')
  })
  const down = await growthDuring(async () => {
    const response = await fetch(`${url}/crates/c/contents`, {
      headers: { 'X-Auth-Token': 'member@p' },
    })
    let received = 0
    for await (const part of response.body!) received += part.length
    expect(received).toBe(SIZE)
  })
  // What is under way grows where the machine is busy, but never to what was sent.
  expect(Math.max(up.buffers, down.buffers)).toBeLessThan(SIZE / MIB / 2)
  expect(Math.max(up.rss, down.rss)).toBeLessThan(160)
})
