/** Limits of sizes: what comes counts before it is there. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { imageCloud } from '../../../test/support/image-cloud.ts'
import { refusal, type ImageApi } from '../../../test/support/image-api.ts'
import { AMPLE, IN_FORCE, limitsIn } from '../../../test/support/image-limits.ts'

const MIB = 2 ** 20
const RAW = { disk_format: 'raw', container_format: 'bare' }
const OCTETS = { 'Content-Type': 'application/octet-stream' }

/** Text is sent as it is. */
function send(api: ImageApi, id: string, to: 'file' | 'stage', bytes: number) {
  return api('PUT', `/images/${id}/${to}`, 'x'.repeat(bytes), OCTETS)
}

test.each([
  ['file', 'image_size_total'],
  ['stage', 'image_stage_total'],
] as const)('%s is refused where its bytes would exceed %s', async (to, resource) => {
  const { cloud, demo, persona, image } = await imageCloud(IN_FORCE)
  await using _ = cloud
  await (await limitsIn(cloud)).register({ ...AMPLE, [resource]: 1 })
  const id = await image(RAW)
  expect(refusal(await send(demo, id, to, 2 * MIB))).toContain(
    `Project ${persona.projectId} is over a limit for [Resource ${resource} is over limit of 1 ` +
      'due to current usage 0 and delta 2]',
  )
  expect((await demo('GET', `/images/${id}`)).body).toMatchObject({ status: 'queued', size: null })
  expect((await demo('GET', '/info/usage')).body.usage[resource]).toEqual({ usage: 0, limit: 1 })
  expect((await send(demo, id, to, MIB)).status).toBe(204)
  expect((await demo('GET', '/info/usage')).body.usage[resource]).toEqual({ usage: 1, limit: 1 })
})

test('no image takes bytes where none may', async () => {
  const { cloud, demo, image } = await imageCloud(IN_FORCE)
  await using _ = cloud
  await (await limitsIn(cloud)).register({ ...AMPLE, image_count_uploading: 0 })
  const id = await image(RAW)
  for (const to of ['file', 'stage'] as const) {
    expect(refusal(await send(demo, id, to, 1))).toContain(
      '[Resource image_count_uploading is over limit of 0 due to current usage 1 and delta 0]',
    )
    expect((await demo('GET', `/images/${id}`)).body.status).toBe('queued')
  }
})

test('nothing is imported where there is more than may be', async () => {
  const { cloud, demo, persona, image } = await imageCloud(IN_FORCE)
  await using _ = cloud
  const limits = await limitsIn(cloud)
  await limits.register(AMPLE)
  const id = await image(RAW)
  expect((await send(demo, id, 'stage', 2 * MIB)).status).toBe(204)
  await limits.limit(persona.projectId, 'image_size_total', 1)
  const glanceDirect = { method: { name: 'glance-direct' } }
  const got = await demo('POST', `/images/${id}/import`, glanceDirect)
  expect(got.status, got.text).toBe(413)
  expect(refusal(got)).toContain('Resource image_size_total is over limit of 1')
  expect((await demo('GET', `/images/${id}`)).body.status).toBe('uploading')
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of uploads at once, as many succeed as there is room for', async () => {
    const { cloud, demo, image } = await imageCloud({
      ...IN_FORCE,
      database: await backend.url('cloud'),
    })
    await using _ = cloud
    await (await limitsIn(cloud)).register({ ...AMPLE, image_size_total: 3 })
    const ids = await Promise.all(Array.from({ length: 16 }, () => image(RAW)))
    const answers = await Promise.all(ids.map((id) => send(demo, id, 'file', MIB)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(3)
    expect(answers.filter(({ status }) => status === 413)).toHaveLength(13)
    const { usage } = (await demo('GET', '/info/usage')).body
    expect(usage.image_size_total).toEqual({ usage: 3, limit: 3 })
  })
})
