/** Requests that come together: one wins, and nothing of the others is left. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { patch } from '../../../test/support/image-api.ts'
import { imageCloud, type ImageCloud } from '../../../test/support/image-cloud.ts'

async function setUp(backend: Backend): Promise<ImageCloud> {
  const my = await imageCloud({ database: await backend.url('migrated') })
  onTestFinished(() => my.cloud[Symbol.asyncDispose]())
  return my
}

function together<T>(count: number, ask: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => ask(index)))
}

const ID = '6b099d38-1111-4222-8333-0123456789ab'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of twenty images with one id one is made', async () => {
    const my = await setUp(backend)
    const got = await together(20, (n) =>
      my.demo('POST', '/images', { id: ID, name: `n${n}`, tags: [`t${n}`], [`p${n}`]: 'x' }),
    )
    const won = got.filter(({ status }) => status === 201)
    expect(won).toHaveLength(1)
    expect(got.filter(({ status }) => status === 409)).toHaveLength(19)
    expect((await my.demo('GET', `/images/${ID}`)).body).toEqual(won[0]!.body)
  })

  test('patches of one image do not undo one another', async () => {
    const my = await setUp(backend)
    const id = await my.image()
    const got = await together(20, (n) =>
      patch(my.demo, id, [{ op: 'add', path: `/p${n}`, value: 'x' }]),
    )
    expect(got.map(({ status }) => status)).toEqual(got.map(() => 200))
    const { body } = await my.demo('GET', `/images/${id}`)
    expect(Object.keys(body).filter((name) => /^p\d+$/.test(name))).toHaveLength(20)
  })

  test('a property that may be added once is added once', async () => {
    const my = await setUp(backend)
    const limit = 128
    const id = await my.image(
      Object.fromEntries(Array.from({ length: limit - 1 }, (_, n) => [`p${n}`, 'x'])),
    )
    const got = await together(10, (n) =>
      patch(my.demo, id, [{ op: 'add', path: `/q${n}`, value: 'x' }]),
    )
    expect(got.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(got.filter(({ status }) => status === 413)).toHaveLength(9)
  })

  test('an image is deleted once, and patched before or not at all', async () => {
    const my = await setUp(backend)
    for (let round = 0; round < 5; round += 1) {
      const id = await my.image()
      const [deleted, patched] = await Promise.all([
        together(5, () => my.demo('DELETE', `/images/${id}`)),
        together(5, (n) => patch(my.demo, id, [{ op: 'add', path: `/p${n}`, value: 'x' }])),
      ])
      expect(deleted.filter(({ status }) => status === 204)).toHaveLength(1)
      expect(patched.every(({ status }) => status === 200 || status === 404)).toBe(true)
      const left = await my.cloud.app.database.read((tx) =>
        tx.db.selectFrom('image_properties').select('name').where('image_id', '=', id).execute(),
      )
      expect(left).toEqual([])
    }
  })
})
