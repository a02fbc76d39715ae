import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { Digests } from './digests.ts'

const digests = new Digests()
afterAll(() => digests.close())

function valuesOf(bytes: Uint8Array): unknown {
  const hash = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')
  return { md5: hash('md5'), sha512: hash('sha512') }
}

test('the digests of no bytes', async () => {
  expect(await digests.begin().end()).toEqual(valuesOf(Buffer.alloc(0)))
})

test('chunks of any sizes have the digests of their bytes', async () => {
  const sizes = fc.array(fc.oneof(fc.nat(100), fc.nat(900_000)), { maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      const all = Buffer.alloc(lengths.reduce((sum, length) => sum + length, 0))
      for (let i = 0; i < all.length; i += 13) all[i] = i % 251
      const digest = digests.begin()
      let at = 0
      for (const length of lengths) await digest.add(all.subarray(at, (at += length)))
      expect(await digest.end()).toEqual(valuesOf(all))
    }),
    { numRuns: 20 },
  )
})

test('many streams at once, some of which stop, do not mix and do not wait for ever', async () => {
  const stopped = Array.from({ length: 100 }, () => digests.begin())
  await Promise.all(stopped.map((digest) => digest.add(Buffer.alloc(100, 'half'))))
  const streams = Array.from({ length: 40 }, (_, i) => ({
    digest: digests.begin(),
    chunk: Buffer.alloc(300_000, `stream ${i}`),
  }))
  await Promise.all(
    streams.map(async ({ digest, chunk }) => {
      for (let i = 0; i < 4; i += 1) await digest.add(chunk)
      const all = Buffer.concat([chunk, chunk, chunk, chunk])
      expect(await digest.end()).toEqual(valuesOf(all))
    }),
  )
  for (const digest of stopped) digest.abandon()
})

test('streams fail whose threads end, and later ones have new threads', async () => {
  const others = new Digests()
  const digest = others.begin()
  await digest.add(Buffer.from('x'))
  const failing = expect(
    (async () => {
      for (;;) await digest.add(Buffer.alloc(100_000))
    })(),
  ).rejects.toThrow('ended')
  await others.close()
  await failing
  await expect(digest.end()).rejects.toThrow('ended')
  expect(await others.begin().end()).toEqual(valuesOf(Buffer.alloc(0)))
  await others.close()
})

test('of more streams than there is memory for, all fail when the threads end', async () => {
  const others = new Digests()
  const streams = Array.from({ length: 100 }, async () => {
    const digest = others.begin()
    for (;;) await digest.add(Buffer.alloc(300_000))
  })
  const failing = Promise.all(streams.map((stream) => expect(stream).rejects.toThrow('ended')))
  await others.close()
  await failing
})

test('no thread holds the process when another has ended', async () => {
  const threads: Worker[] = []
  const started = (thread: Worker): void => void threads.push(thread)
  process.on('worker', started)
  const others = new Digests()
  const digest = others.begin()
  await expect.poll(() => threads.length).toBe(2)
  process.off('worker', started)
  const [first, second] = threads
  const ended = once(second!, 'exit')
  await first!.terminate()
  await ended
  await expect(digest.add(Buffer.from('x'))).rejects.toThrow('ended')
  digest.abandon()
})
