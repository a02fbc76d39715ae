import { afterAll, beforeAll, expect, test } from 'vitest'
import { startS3Server, type S3Server } from '../../../test/support/s3-server.ts'
import { S3Store } from './s3.ts'

let server: S3Server
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(() => server.stop())

const MIB = 1024 * 1024

function store(options: Partial<ConstructorParameters<typeof S3Store>[0]> = {}): S3Store {
  return new S3Store({ id: 's3', prefix: 'glance/', ...server.options, ...options })
}

async function* chunks(count: number, length = MIB): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i += 1) yield Buffer.alloc(length, i)
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of source) parts.push(chunk)
  return Buffer.concat(parts)
}

test.each([
  ['none', 0],
  ['few', 3],
  ['more than one part', 40],
])('%s of bytes are read back, whole and in part', async (name, count) => {
  const object = name.replaceAll(' ', '-')
  const { location, size } = await store().write(object, chunks(count))
  expect([location, size]).toEqual([`s3://images/glance/${object}`, count * MIB])
  expect(await store().sizeOf(location)).toBe(size)
  expect((await bytesOf(store().read(location))).equals(await bytesOf(chunks(count)))).toBe(true)
  if (count === 0) return
  const part = await bytesOf(store().read(location, { start: MIB - 1, end: MIB + 1 }))
  expect([...part]).toEqual([0, 1])
  expect(await bytesOf(store().read(location, { start: 5, end: 5 }))).toHaveLength(0)
})

test('a source that breaks off leaves nothing, and its fault is passed on', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* chunks(40)
    throw new Error('gone')
  }
  await expect(store().write('broken', broken())).rejects.toThrow('gone')
  const { whole, half } = await server.objects()
  expect([whole.filter((name) => name.includes('broken')), half]).toEqual([[], []])
})

test('an upload that a dead process left half done goes with its location', async () => {
  const { promise: dies, resolve: die } = Promise.withResolvers<void>()
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield* chunks(20)
    await dies
  }
  const writing = store().write('half', endless())
  const halves = async () => (await server.objects()).half
  await expect.poll(halves).toEqual(['glance/half'])
  await store().delete(store().locationOf('ha'))
  expect(await halves()).toEqual(['glance/half'])
  await store().delete(store().locationOf('half'))
  expect(await halves()).toEqual([])
  die()
  await expect(writing).rejects.toMatchObject({ name: 'NoSuchUpload' })
  expect((await server.objects()).whole).not.toContain('glance/half')
})

test('what is not there has no size, cannot be read, and is deleted already', async () => {
  const location = store().locationOf('none-such')
  expect(await store().sizeOf(location)).toBeUndefined()
  await expect(bytesOf(store().read(location))).rejects.toMatchObject({ reason: 'missing' })
  await store().delete(location)
})

test('what was deleted is not there', async () => {
  const { location } = await store().write('deleted', chunks(1))
  await store().delete(location)
  expect(await store().sizeOf(location)).toBeUndefined()
})

test('only locations that the store gives are looked at', async () => {
  await store({ prefix: undefined }).write('secret', chunks(1))
  const foreign = [
    ...['', 'file:///etc/passwd', 's3://images/secret', 's3://images/glance/../secret'],
    ...['s3://images/glance/', 's3://images/glance/a/b', 's3://other/glance/x'],
  ]
  for (const location of foreign) {
    await expect(store().delete(location), location).rejects.toMatchObject({ reason: 'missing' })
    await expect(store().sizeOf(location)).rejects.toMatchObject({ reason: 'missing' })
    await expect(bytesOf(store().read(location))).rejects.toMatchObject({ reason: 'missing' })
  }
  expect((await server.objects()).whole).toContain('secret')
  expect(() => store().locationOf('../secret')).toThrow('no name of an object')
})

test('a bucket that is not there refuses; a store that is not there is away', async () => {
  const elsewhere = store({ bucket: 'no-such-bucket' })
  await expect(elsewhere.write('x', chunks(1))).rejects.toMatchObject({ reason: 'refused' })
  const nowhere = store({ endpoint: 'http://127.0.0.1:1' })
  await expect(nowhere.write('x', chunks(1))).rejects.toMatchObject({ reason: 'away' })
  await expect(nowhere.sizeOf(nowhere.locationOf('x'))).rejects.toMatchObject({ reason: 'away' })
})

test('a reader that stops ends its request', async () => {
  const { location } = await store().write('long', chunks(20))
  const controller = new AbortController()
  const reading = store().read(location, undefined, controller.signal)
  await reading.next()
  controller.abort(new Error('enough'))
  await expect(bytesOf(reading)).rejects.toThrow('enough')
  for await (const chunk of store().read(location)) {
    expect(chunk.length).toBeGreaterThan(0)
    break
  }
})
