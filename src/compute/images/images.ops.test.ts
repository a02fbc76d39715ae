/** Images by way of Compute, which asks Image for them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()
const NONE = '00000000-0000-4000-8000-000000000000'
const SERVER = '11111111-2222-4333-8444-555555555555'

let demo: Nova
let admin: Nova
let stranger: Nova
let reader: Nova

beforeAll(async () => {
  demo = new Nova(my.cloud, my.persona)
  admin = new Nova(my.cloud, my.adminPersona)
  stranger = new Nova(my.cloud, my.strangerPersona)
  reader = new Nova(my.cloud, await my.cloud.persona('reader', 'readerpass', 'demo'))
})

function linksOf(id: string) {
  const compute = my.cloud.app.addresses.get('compute')
  return [
    { rel: 'self', href: `${compute}/v2.1/images/${id}` },
    { rel: 'bookmark', href: `${compute}/images/${id}` },
    {
      rel: 'alternate',
      type: 'application/vnd.openstack.image',
      href: `${my.cloud.app.addresses.get('image')}/images/${id}`,
    },
  ]
}

describe('an image', () => {
  test('is shown in the form of Compute', async () => {
    const id = await my.image({
      name: 'snapshot',
      min_disk: 1,
      min_ram: 64,
      tags: ['t'],
      foo: 'bar',
      auto_disk_config: 'True',
      instance_uuid: SERVER,
      mappings: '[{"virtual": "ami"}]',
    })
    const got = await demo.get(`/images/${id}`, '2.35')
    expect(got.status, got.text).toBe(200)
    const compute = my.cloud.app.addresses.get('compute')
    expect(Object.entries(got.body.image)).toEqual(
      Object.entries({
        id,
        name: 'snapshot',
        minRam: 64,
        minDisk: 1,
        metadata: {
          foo: 'bar',
          auto_disk_config: 'True',
          instance_uuid: SERVER,
          mappings: [{ virtual: 'ami' }],
        },
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        updated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        status: 'SAVING',
        progress: 25,
        'OS-EXT-IMG-SIZE:size': 0,
        links: linksOf(id),
        server: {
          id: SERVER,
          links: [
            { rel: 'self', href: `${compute}/v2.1/servers/${SERVER}` },
            { rel: 'bookmark', href: `${compute}/servers/${SERVER}` },
          ],
        },
        'OS-DCF:diskConfig': 'AUTO',
      }),
    )
  })

  test('says neither server nor disk config where its properties do not', async () => {
    const id = await my.image({})
    const { image } = (await demo.get(`/images/${id}`)).body
    expect(image).not.toHaveProperty('server')
    expect(image).not.toHaveProperty('OS-DCF:diskConfig')
    expect(image.metadata).toEqual({})
  })

  test('is shown to those to whom Image shows it', async () => {
    const id = await my.image({ visibility: 'private' })
    const community = await my.image({ visibility: 'community' })
    expect((await reader.get(`/images/${id}`)).status).toBe(200)
    expect((await admin.get(`/images/${id}`)).status).toBe(200)
    expect((await stranger.get(`/images/${community}`)).status).toBe(200)
    expectFault(await stranger.get(`/images/${id}`), 404, 'Image not found.')
    expectFault(await demo.get(`/images/${NONE}`), 404, 'Image not found.')
    expectFault(await demo.get('/images/nope'), 404, 'Image not found.')
  })

  test('is deleted by who may, unless it is protected', async () => {
    const id = await my.image({})
    const refused = 'You are not allowed to delete the image.'
    expectFault(await reader.send('DELETE', `/images/${id}`), 403, refused)
    expectFault(await stranger.send('DELETE', `/images/${id}`), 404, 'Image not found.')
    const got = await demo.send('DELETE', `/images/${id}`)
    expect([got.status, got.text]).toEqual([204, ''])
    expectFault(await demo.send('DELETE', `/images/${id}`), 404, 'Image not found.')
    expect((await my.demo('GET', `/images/${id}`)).status).toBe(404)
    expectFault(await demo.send('DELETE', '/images/'), 404, 'The resource could not be found.')
    const kept = await my.image({ protected: true })
    expectFault(await demo.send('DELETE', `/images/${kept}`), 403, refused)
    const seen = await my.image({ visibility: 'community' })
    expectFault(await stranger.send('DELETE', `/images/${seen}`), 403, refused)
  })
})

test.each([
  ['GET', '/images', '2.36'],
  ['GET', '/images/detail', '2.36'],
  ['GET', `/images/${NONE}`, '2.36'],
  ['DELETE', `/images/${NONE}`, '2.36'],
  ['GET', `/images/${NONE}/metadata`, '2.39'],
  ['GET', `/images/${NONE}/metadata/k`, '2.39'],
  ['POST', `/images/${NONE}/metadata`, '2.39'],
  ['PUT', `/images/${NONE}/metadata`, '2.39'],
  ['PUT', `/images/${NONE}/metadata/k`, '2.39'],
  ['DELETE', `/images/${NONE}/metadata/k`, '2.39'],
])('%s %s is gone from %s on', async (method, path, version) => {
  const got = await demo.send(method, path, undefined, version)
  expectFault(got, 404, 'The resource could not be found.')
})
