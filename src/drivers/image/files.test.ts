import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { FileStore } from './files.ts'

async function storeIn(...below: string[]): Promise<{ store: FileStore; directory: string }> {
  const root = await mkdtemp(join(tmpdir(), 'images-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const directory = join(root, ...below)
  return { store: new FileStore({ id: 'file', directory }), directory }
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString()
}

/** Every file below a directory; names of files half written are told apart by theirs. */
async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

test('what was written is read back, whole or a range, at a location of its own', async () => {
  const { store, directory } = await storeIn('a', 'ü b')
  const written = await store.write('one', chunksOf('hello ', '', 'world'))
  const location = pathToFileURL(join(directory, 'one')).href
  expect(written).toEqual({ location, size: 11 })
  expect(store.locationOf('one')).toBe(location)
  expect(await textOf(store.read(location))).toBe('hello world')
  expect(await textOf(store.read(location, { start: 3, end: 7 }))).toBe('lo w')
  expect(await store.sizeOf(location)).toBe(11)
  expect((await stat(join(directory, 'one'))).mode & 0o777).toBe(0o600)
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
})

test('chunks of any sizes come back as the same bytes', async () => {
  const { store } = await storeIn()
  let count = 0
  const sizes = fc.array(fc.oneof(fc.nat(10), fc.nat(700_000)), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      const all = Buffer.alloc(
        lengths.reduce((sum, length) => sum + length, 0),
        (count += 1) % 256,
      )
      for (let i = 0; i < all.length; i += 97) all[i] = i % 256
      async function* chunks(): AsyncGenerator<Uint8Array> {
        let at = 0
        for (const length of lengths) yield all.subarray(at, (at += length))
      }
      const { location, size } = await store.write(`object-${count}`, chunks())
      expect(size).toBe(all.length)
      const parts: Uint8Array[] = []
      for await (const chunk of store.read(location)) parts.push(chunk)
      expect(Buffer.concat(parts).equals(all)).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('chunks that hold until the next is asked for share two pieces of memory', async () => {
  const { store } = await storeIn()
  const all = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i).join(' '))
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield all
  }
  const { location } = await store.write('one', whole())
  const memory = new Set<ArrayBufferLike>()
  const copies: Uint8Array[] = []
  for await (const chunk of store.read(location, undefined, undefined, 'until-next')) {
    // So that what is read ahead would show in it.
    await stat(fileURLToPath(location))
    memory.add(chunk.buffer)
    copies.push(Buffer.from(chunk))
  }
  expect(copies.length).toBeGreaterThan(4)
  expect(memory.size).toBe(2)
  expect(Buffer.concat(copies).equals(all)).toBe(true)
})

test('zeros take no room, wherever they are, and are read again', async () => {
  const { store } = await storeIn()
  const mebibyte = 1024 * 1024
  const parts = [
    ...[Buffer.alloc(mebibyte), Buffer.from('a'), Buffer.alloc(3 * mebibyte), Buffer.alloc(10)],
    ...[Buffer.from('b'), Buffer.alloc(3 * mebibyte), Buffer.alloc(mebibyte)],
  ]
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* parts
  }
  const { location, size } = await store.write('one', chunks())
  const all = Buffer.concat(parts)
  expect(size).toBe(all.length)
  const read: Uint8Array[] = []
  for await (const chunk of store.read(location)) read.push(chunk)
  expect(Buffer.concat(read).equals(all)).toBe(true)
  const { blocks } = await stat(fileURLToPath(location))
  expect(blocks * 512).toBeLessThan(mebibyte)
})

test('a source that breaks off leaves nothing, and its fault is passed on', async () => {
  const { store, directory } = await storeIn()
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(3_000_000)
    throw new Error('gone')
  }
  await expect(store.write('one', broken())).rejects.toThrow('gone')
  expect(await filesIn(directory)).toEqual([])
  await store.write('one', chunksOf('again'))
  expect(await filesIn(directory)).toEqual(['one'])
})

test('nothing can be read before all of it is there', async () => {
  const { store } = await storeIn()
  const location = store.locationOf('one')
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half')
    expect(await store.sizeOf(location)).toBeUndefined()
    await expect(textOf(store.read(location))).rejects.toMatchObject({ reason: 'missing' })
  }
  await store.write('one', slow())
  expect(await textOf(store.read(location))).toBe('half')
})

test('who writes an object that is being written is refused, and removes nothing of it', async () => {
  const { store } = await storeIn()
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('first')
    await expect(store.write('one', chunksOf('second'))).rejects.toThrow('EEXIST')
  }
  const { location } = await store.write('one', slow())
  expect(await textOf(store.read(location))).toBe('first')
})

test('what a dead process left half written goes with its location', async () => {
  const { store, directory } = await storeIn()
  await store.write('other', chunksOf('x'))
  await writeFile(join(directory, '.unfinished', 'one'), 'half')
  await store.delete(store.locationOf('one'))
  await store.delete(store.locationOf('one'))
  expect(await filesIn(directory)).toEqual(['other'])
})

test('what is announced to be more than fits is refused before it comes', async () => {
  const { store, directory } = await storeIn()
  const chunks = chunksOf('x')
  await expect(store.write('one', chunks, 2 ** 60)).rejects.toMatchObject({ reason: 'full' })
  expect((await chunks.next()).done).toBe(false)
  expect(await filesIn(directory)).toEqual([])
})

test('a store says how much room there is before anything lies in it', async () => {
  const { store } = await storeIn('not', 'made')
  expect(await store.freeSpace()).toBeGreaterThan(0)
})

test.each([
  '',
  '.',
  '..',
  '../x',
  'a/b',
  '/etc/passwd',
  '.hidden',
  'a\0b',
  'a\\b',
  'x'.repeat(201),
])('%j is no name of an object', async (object) => {
  const { store } = await storeIn()
  expect(() => store.locationOf(object)).toThrow('no name of an object')
  await expect(store.write(object, chunksOf('x'))).rejects.toThrow('no name of an object')
})

test('only locations that the store gives are looked at', async () => {
  const { store, directory } = await storeIn('images')
  const outside = join(directory, '..', 'secret')
  await store.write('one', chunksOf('x'))
  await writeFile(outside, 'secret')
  await symlink(outside, join(directory, 'link'))
  const base = pathToFileURL(directory).href
  const foreign = [
    ...['', 'nonsense', 'http://x/one', 's3://bucket/one', '/etc/passwd', outside, 'file:///x'],
    ...[`${base}/../secret`, `${base}/%2e%2e/secret`, `${base}/%2e%2e%2fsecret`, `${base}/`],
    ...[
      `${base}/.unfinished/one`,
      `${base}/one?x`,
      `${base}/one#x`,
      `${base}/%6fne`,
      `${base}s/one`,
    ],
    ...[pathToFileURL(outside).href, 'file://host/one'],
  ]
  for (const location of foreign) {
    await expect(textOf(store.read(location)), location).rejects.toMatchObject({
      reason: 'missing',
    })
    await expect(store.delete(location), location).rejects.toMatchObject({ reason: 'missing' })
    await expect(store.sizeOf(location), location).rejects.toMatchObject({ reason: 'missing' })
  }
  // Nor is a link followed that somebody has put there.
  await expect(textOf(store.read(`${base}/link`))).rejects.toThrow('ELOOP')
  expect(await readFile(outside, 'utf8')).toBe('secret')
})
