/** Requests at once: what is promised of metadata definitions holds all the same. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { imageCloud } from '../../../test/support/image-cloud.ts'
import { NAMESPACES } from '../../../test/support/metadefs.ts'

const ROUNDS = 8

const statuses = (answers: readonly { status: number }[]): number[] =>
  answers.map(({ status }) => status).sort((a, b) => a - b)

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  const start = async () => {
    const my = await imageCloud({ database: await backend.url('cloud') })
    return { ...my, [Symbol.asyncDispose]: () => my.cloud[Symbol.asyncDispose]() }
  }

  test('of several that make one name, exactly one does', async () => {
    await using my = await start()
    for (let round = 0; round < ROUNDS; round += 1) {
      const namespace = `N${round}`
      const body = { namespace, tags: [{ name: 'a' }] }
      const made = await Promise.all([1, 2, 3].map(() => my.admin('POST', NAMESPACES, body)))
      expect(statuses(made)).toEqual([201, 409, 409])
      const object = { name: 'o' }
      const objects = await Promise.all(
        [1, 2, 3].map(() => my.admin('POST', `${NAMESPACES}/${namespace}/objects`, object)),
      )
      expect(statuses(objects)).toEqual([201, 409, 409])
    }
  })

  test('a resource type that is new to several comes to be once', async () => {
    await using my = await start()
    for (let round = 0; round < ROUNDS; round += 1) {
      const associations = [{ name: `Race::${round}` }]
      const made = await Promise.all(
        ['a', 'b', 'c'].map((letter) =>
          my.admin('POST', NAMESPACES, {
            namespace: `${letter}${round}`,
            resource_type_associations: associations,
          }),
        ),
      )
      expect(statuses(made)).toEqual([201, 201, 201])
    }
    const { body } = await my.admin('GET', '/metadefs/resource_types')
    const names = (body.resource_types as { name: string }[]).map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('Race::'))).toHaveLength(ROUNDS)
  })

  test('what is made while its namespace is deleted is refused, or goes with it', async () => {
    await using my = await start()
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = `${NAMESPACES}/N`
      await my.admin('POST', NAMESPACES, { namespace: 'N' })
      const [gone, ...made] = await Promise.all([
        my.admin('DELETE', at),
        my.admin('POST', `${at}/objects`, { name: 'o' }),
        my.admin('POST', `${at}/tags/t`),
        my.admin('POST', `${at}/tags`, { tags: [{ name: 'u' }] }),
        my.admin('POST', `${at}/resource_types`, { name: 'r' }),
      ])
      expect(gone.status).toBe(204)
      for (const { status } of made) expect([201, 404]).toContain(status)
      expect((await my.admin('GET', at)).status).toBe(404)
      await my.admin('POST', NAMESPACES, { namespace: 'N' })
      const { body } = await my.admin('GET', at)
      expect(Object.keys(body).filter((key) => /objects|tags|assoc/.test(key))).toEqual([])
      await my.admin('DELETE', at)
    }
  })

  test('of several that replace the tags, one has the last word', async () => {
    await using my = await start()
    await my.admin('POST', NAMESPACES, { namespace: 'N' })
    const at = `${NAMESPACES}/N/tags`
    for (let round = 0; round < ROUNDS; round += 1) {
      const sent = ['a', 'b', 'c'].map((own) => ({ tags: [{ name: 'shared' }, { name: own }] }))
      const answers = await Promise.all(sent.map((body) => my.admin('POST', at, body)))
      expect(statuses(answers)).toEqual([201, 201, 201])
      const { body } = await my.admin('GET', at)
      expect(body.tags).toHaveLength(2)
      expect(body.tags[1]).toEqual({ name: 'shared' })
    }
  })

  test('an object that is changed and deleted at once is changed first, or missing', async () => {
    await using my = await start()
    await my.admin('POST', NAMESPACES, { namespace: 'N' })
    const at = `${NAMESPACES}/N/objects`
    for (let round = 0; round < ROUNDS; round += 1) {
      await my.admin('POST', at, { name: 'o' })
      const [put, gone] = await Promise.all([
        my.admin('PUT', `${at}/o`, { name: 'o', description: 'd' }),
        my.admin('DELETE', `${at}/o`),
      ])
      expect([200, 404]).toContain(put.status)
      expect(gone.status).toBe(204)
      expect((await my.admin('GET', at)).body.objects).toEqual([])
    }
  })
})
