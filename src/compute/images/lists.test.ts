/** Lists of images by way of Compute. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()
const SERVER = '11111111-2222-4333-8444-555555555555'

let demo: Nova
let stranger: Nova
let first: string

beforeAll(async () => {
  demo = new Nova(my.cloud, my.persona)
  stranger = new Nova(my.cloud, my.strangerPersona)
  first = await my.image({ name: 'first', foo: 'bar', instance_uuid: SERVER, min_disk: 1 })
  await my.image({ name: 'second', image_type: 'snapshot' })
  await my.image({ name: 'third', min_ram: 64 })
  await my.image({ name: 'of the community', visibility: 'community' })
})

interface Listed {
  readonly names: readonly string[]
  readonly next: string | undefined
}

async function listed(path: string, nova = demo): Promise<Listed> {
  const got = await nova.get(path)
  expect(got.status, got.text).toBe(200)
  const { images, images_links: links } = got.body
  return { names: images.map(({ name }: { name: string }) => name), next: links?.[0].href }
}

const ALL = ['of the community', 'third', 'second', 'first']

describe('the lists', () => {
  test('are in brief or with details, newest first', async () => {
    const brief = (await demo.get('/images')).body.images
    const details = (await demo.get('/images/detail', '2.35')).body.images
    expect(brief.map(({ name }: { name: string }) => name)).toEqual(ALL)
    expect(Object.keys(brief[0])).toEqual(['id', 'name', 'links'])
    const { image } = (await demo.get(`/images/${first}`)).body
    expect(details.at(-1)).toEqual(image)
  })

  test('have what Image lists for who asks', async () => {
    const { status, body } = await my.admin('POST', '/images', { visibility: 'public', name: 'p' })
    expect(status).toBe(201)
    expect((await listed('/images', stranger)).names).toEqual(['p'])
    expect((await listed('/images')).names).toEqual(['p', ...ALL])
    await my.admin('DELETE', `/images/${body.id}`)
  })

  test.each([
    ['name=second', ['second']],
    ['name=none&name=second', ['second']],
    ['status=QUEUED', ALL],
    ['status=ACTIVE', []],
    ['server=' + SERVER, ['first']],
    ['server=http://compute/servers/' + SERVER, ['first']],
    ['type=snapshot', ['second']],
    ['minDisk=1', ['first']],
    ['minRam=64', ['third']],
    ['property-foo=bar', ['first']],
    ['property-foo=nope', []],
    ['changes-since=2020-01-01T00:00:00', ALL],
    ['changes-since=2090-01-01T00:00:00', []],
    ['unknown=x', ALL],
    ['marker=', ALL],
    ['offset=1&page_size=1', ALL],
  ])('?%s filters them', async (query, names) => {
    expect((await listed(`/images?${query}`)).names).toEqual(names)
  })

  test('come in pages, whose links repeat the parameters that are known', async () => {
    const compute = my.cloud.app.addresses.get('compute')
    const page = await listed('/images/detail?unknown=x&limit=3')
    expect(page.names).toEqual(ALL.slice(0, 3))
    expect(page.next).toMatch(/\/v2\.1\/images\/detail\?limit=3&marker=[\da-f-]{36}$/)
    const rest = await listed(page.next!.slice(`${compute}/v2.1`.length))
    expect(rest).toEqual({ names: ['first'], next: undefined })
  })

  test.each([
    ['limit=0', 'limit', '0', '0 is less than the minimum of 1'],
    ['limit=x', 'limit', 'x', "'x' does not match '^[0-9]*$'"],
    ['page_size=-1', 'page_size', '-1', "'-1' does not match '^[0-9]*$'"],
  ])('?%s is refused', async (query, name, value, reason) => {
    expectFault(
      await demo.get(`/images?${query}`),
      400,
      `Invalid input for query parameters ${name}. Value: ${value}. ${reason}`,
    )
  })

  test.each([
    ['marker=nope', 'No image found with ID nope'],
    [
      'changes-since=x',
      'Bad &quot;updated_at&quot; query filter format. Use ISO 8601 DateTime notation.',
    ],
    ['property-size_min=x', 'Unable to filter on a range with a non-numeric value.'],
  ])('?%s is refused as Image refuses it', async (query, reason) => {
    expectFault(await demo.get(`/images?${query}`), 400, `HTTP 400 Bad Request: ${reason}`)
  })
})
