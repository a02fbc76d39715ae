/** Objects of a namespace: what they hold, and what is refused of it. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../../test/support/image-api.ts'
import { useImageCloud } from '../../../../test/support/image-cloud.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { NAMESPACES } from '../../../../test/support/metadefs.ts'

const clock = new ManualClock()
const my = useImageCloud({ clock })

let count = 0
/** Where the objects of a new namespace are. */
async function objects(): Promise<string> {
  const namespace = `Objects::${(count += 1)}`
  await my.admin('POST', NAMESPACES, { namespace, visibility: 'public' })
  return `${NAMESPACES}/${namespace}/objects`
}

const POWER = { power: { title: 'Power', type: 'number' } }

test('POST and PUT show what was sent, GET and the list all', async () => {
  const at = await objects()
  const sent = { name: 'engine', required: ['power'], properties: POWER }
  const made = await my.admin('POST', at, sent)
  const { created_at } = made.body
  const address = { self: `/v2${at}/engine`, schema: '/v2/schemas/metadefs/object' }
  const times = { created_at, updated_at: created_at }
  expect(Object.entries(made.body)).toEqual(Object.entries({ ...sent, ...times, ...address }))
  clock.advance(60_000)
  const put = await my.admin('PUT', `${at}/engine`, { name: 'sail', description: 'd' })
  expect(put.body).toEqual({
    ...{ name: 'sail', description: 'd', ...times },
    ...{ ...address, self: `/v2${at}/sail` },
  })
  const shown = (await my.demo('GET', `${at}/sail`)).body
  expect(shown).toEqual({ ...put.body, required: [], properties: {}, updated_at: shown.updated_at })
  expect(shown.updated_at > created_at).toBe(true)
  await my.admin('POST', at, { name: 'oar' })
  expect((await my.demo('GET', at)).body).toEqual({
    objects: [shown, expect.objectContaining({ name: 'oar' })],
    schema: 'v2/schemas/metadefs/objects',
  })
})

describe('the list', () => {
  test('has no pages, though it looks at what asks for them', async () => {
    const at = await objects()
    for (const name of ['a', 'b']) await my.admin('POST', at, { name })
    const { body } = await my.demo('GET', `${at}?limit=1&marker=a&sort_key=x&visibility=shared`)
    expect(body.objects.map((one: { name: string }) => one.name)).toEqual(['a', 'b'])
  })

  test.each([
    ['limit=0', '400 limit param must be positive'],
    ['limit=x', '400 limit param must be an integer'],
    ['limit=', '400 limit param must be an integer'],
    ['sort_dir=x', '400 Invalid sort direction: x'],
    ['visibility=x', '400 Invalid visibility value: x'],
  ])('refuses %s', async (query, words) => {
    expect(refusal(await my.demo('GET', `${await objects()}?${query}`))).toBe(words)
  })
})

describe.each(['POST', 'PUT'])('%s refuses', (method) => {
  const send = async (body: unknown) => {
    const at = await objects()
    if (method === 'PUT') await my.admin('POST', at, { name: 'o' })
    return my.admin(method, method === 'PUT' ? `${at}/o` : at, body)
  }

  test.each<[unknown, RegExp]>([
    [{}, /^400 Provided object does not match schema 'object': 'name' is a required property/],
    [{ name: 'n'.repeat(81) }, /is too long/],
    [{ name: 'o', x: 1 }, /Additional properties are not allowed \('x' was unexpected\)/],
    [{ name: 'o', required: ['a', 'a'] }, /has non-unique elements/],
    [{ name: 'o', properties: { p: { title: 'P' } } }, /'type' is a required property/],
    [{ name: 'o', self: 'x' }, /^403 Attribute 'self' is read-only\.$/],
    [undefined, /^400 Body expected in request\.$/],
  ])('%j', async (body, words) => {
    expect(refusal(await send(body))).toMatch(words)
  })

  test('what a property has no place for, by its schema or by WSME', async () => {
    const got = await send({ name: 'o', properties: { p: { ...POWER.power, x: 1 } } })
    expect(refusal(got)).toMatch(
      method === 'POST'
        ? /schema 'property': Additional properties are not allowed \('x' was unexpected\)/
        : /^400 Unknown attribute:\nx$/,
    )
  })
})
