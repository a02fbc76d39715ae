import { expect, test } from 'vitest'
import { useVolumeCloud } from '../../test/support/volume-cloud.ts'

const the = useVolumeCloud()

const get = (path: string) =>
  the.cloud.request('block-storage', 'GET', path, { token: the.persona.token })

test('paths may end in .json, as fog asks', async () => {
  const id = await the.volume()
  const { projectId } = the.persona
  for (const path of [
    `/v2/${projectId}/os-availability-zone`,
    `/v3/${projectId}/volumes`,
    `/v3/volumes/${id}`,
    `/v3/volumes/${id}/metadata`,
  ]) {
    const [plain, json] = [await get(path), await get(`${path}.json`)]
    expect([path, json.status, json.body]).toEqual([path, 200, plain.body])
  }
  expect((await get('/v3/nothing.json')).status).toBe(404)
})

test('a metadata key may end in .json', async () => {
  const id = await the.volume({ metadata: { 'a.json': '1', a: '2' } })
  const got = await get(`/v3/volumes/${id}/metadata/a.json`)
  expect(got.body).toEqual({ meta: { 'a.json': '1' } })
})

test('v2 takes paths without a project id too, as clients that discovered it ask', async () => {
  const id = await the.volume({ name: 'found by v2' })
  const { projectId } = the.persona
  const bare = await get(`/v2/volumes/${id}`)
  const scoped = await get(`/v2/${projectId}/volumes/${id}`)
  expect([bare.status, bare.body.volume.name]).toEqual([200, scoped.body.volume.name])
  expect((await get('/v2/volumes')).status).toBe(200)
  expect((await get('/v2/0123456789abcdef0123456789abcdef/volumes')).status).toBe(400)
})
