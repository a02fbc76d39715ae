/** Limits of Identity hold in Image, whatever happens at once. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { refusal } from '../../../test/support/image-api.ts'
import { imageCloud, useImageCloud } from '../../../test/support/image-cloud.ts'
import { AMPLE, IN_FORCE, limitsIn } from '../../../test/support/image-limits.ts'
import { LIMITED } from './limits.ts'

function together<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)))
}

describe('where limits are not in force', () => {
  const my = useImageCloud()

  test('there is no usage to show, and images are made without registered limits', async () => {
    expect((await my.demo('GET', '/info/usage')).body).toEqual({ usage: {} })
    expect((await my.demo('POST', '/images', {})).status).toBe(201)
  })
})

describe('where limits are in force', () => {
  test('nothing may be used that has no registered limit', async () => {
    const { cloud, demo, persona } = await imageCloud(IN_FORCE)
    await using _ = cloud
    expect(refusal(await demo('POST', '/images', {}))).toContain(
      `Project ${persona.projectId} is over a limit for [Resource image_count_total is over ` +
        'limit of 0 due to current usage 0 and delta 1]',
    )
    const none = { usage: 0, limit: 0 }
    expect((await demo('GET', '/info/usage')).body.usage).toEqual(
      Object.fromEntries(LIMITED.map((name) => [name, none])),
    )
  })

  test('a project has as many images as it may, in the words of Glance', async () => {
    const { cloud, demo, admin, persona, image } = await imageCloud(IN_FORCE)
    await using _ = cloud
    const limits = await limitsIn(cloud)
    await limits.register({ ...AMPLE, image_count_total: 2 })
    const id = await image()
    await image()
    const over = await demo('POST', '/images', {})
    expect(over.status).toBe(413)
    expect(over.body.message).toBe(
      'The request returned a 413 Request Entity Too Large. This generally means that rate ' +
        'limiting or a quota threshold was breached.\n\nThe response body:\n' +
        `Project ${persona.projectId} is over a limit for [Resource image_count_total is over ` +
        'limit of 2 due to current usage 2 and delta 1]<br /><br />\n\n\n',
    )
    expect((await demo('GET', '/info/usage')).body.usage).toEqual({
      image_size_total: { usage: 0, limit: 1000 },
      image_stage_total: { usage: 0, limit: 1000 },
      image_count_total: { usage: 2, limit: 2 },
      image_count_uploading: { usage: 0, limit: 1000 },
    })
    // Of another project nothing counts, and what is deleted counts no more.
    expect((await admin('POST', '/images', {})).status).toBe(201)
    await demo('DELETE', `/images/${id}`)
    expect((await demo('POST', '/images', {})).status).toBe(201)
  })

  test('the limit of a project goes before the registered one, and -1 is any amount', async () => {
    const { cloud, demo, stranger, persona, strangerPersona } = await imageCloud(IN_FORCE)
    await using _ = cloud
    const limits = await limitsIn(cloud)
    await limits.register({ ...AMPLE, image_count_total: 0 })
    await limits.limit(persona.projectId, 'image_count_total', 1)
    await limits.limit(strangerPersona.projectId, 'image_count_total', -1)
    expect((await demo('POST', '/images', {})).status).toBe(201)
    expect((await demo('POST', '/images', {})).status).toBe(413)
    for (let turn = 0; turn < 3; turn++) {
      expect((await stranger('POST', '/images', {})).status).toBe(201)
    }
  })

  test('limits of every region hold where the region has none of its own', async () => {
    const { cloud, demo } = await imageCloud(IN_FORCE)
    await using _ = cloud
    const limits = await limitsIn(cloud)
    await limits.register({ ...AMPLE, image_count_total: 1 }, null)
    expect((await demo('POST', '/images', {})).status).toBe(201)
    expect((await demo('POST', '/images', {})).status).toBe(413)
    await limits.register({ image_count_total: 2 })
    expect((await demo('POST', '/images', {})).status).toBe(201)
    expect((await demo('POST', '/images', {})).status).toBe(413)
  })
})

describe.each(SHARED_BACKENDS)('$name', (backend: Backend) => {
  test('of 64 who make an image at once, as many succeed as there is room for', async () => {
    const { cloud, demo } = await imageCloud({ ...IN_FORCE, database: await backend.url('cloud') })
    await using _ = cloud
    await (await limitsIn(cloud)).register({ ...AMPLE, image_count_total: 10 })
    const answers = await together(64, () => demo('POST', '/images', {}))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 413)).toHaveLength(54)
    const { usage } = (await demo('GET', '/info/usage')).body
    expect(usage.image_count_total).toEqual({ usage: 10, limit: 10 })
  })
})
