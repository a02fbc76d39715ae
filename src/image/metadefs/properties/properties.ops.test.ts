/** Properties of a namespace: what they hold, and the names that resource types have for them. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../../test/support/image-api.ts'
import { imageCloud, useImageCloud } from '../../../../test/support/image-cloud.ts'
import { NAMESPACES } from '../../../../test/support/metadefs.ts'

const my = useImageCloud()

let count = 0
/** Where the properties of a new namespace are. */
async function properties(): Promise<string> {
  const namespace = `Properties::${(count += 1)}`
  const associations = [{ name: 'OS::Glance::Image', prefix: 'hw_' }, { name: 'Other::Type' }]
  await my.admin('POST', NAMESPACES, {
    ...{ namespace, visibility: 'public', resource_type_associations: associations },
  })
  return `${NAMESPACES}/${namespace}/properties`
}

const SPEED = { name: 'speed', title: 'Speed', type: 'integer' }

test('are shown as they are read, with the name first', async () => {
  const at = await properties()
  const sent = { type: 'array', items: { type: 'string' }, title: 'T', name: 'parts', default: 7 }
  const made = await my.admin('POST', at, sent)
  expect(made.status).toBe(201)
  expect(Object.entries(made.body)).toEqual(
    Object.entries({
      ...{ name: 'parts', type: 'array', title: 'T', default: '7', items: { type: 'string' } },
    }),
  )
  expect((await my.demo('GET', `${at}/parts`)).body).toEqual(made.body)
  const put = await my.admin('PUT', `${at}/parts`, SPEED)
  expect(put.body).toEqual(SPEED)
  expect((await my.demo('GET', at)).body).toEqual({ properties: { speed: SPEED } })
})

test('names like those of an object of the language are names', async () => {
  const at = await properties()
  for (const name of ['__proto__', 'constructor']) {
    expect((await my.admin('POST', at, { ...SPEED, name })).status).toBe(201)
  }
  const { text } = await my.demo('GET', at)
  expect(Object.keys(JSON.parse(text).properties)).toEqual(['__proto__', 'constructor'])
})

describe('by the name that a resource type has for it', () => {
  test.each([
    ['speed', '', 200],
    ['speed', '?resource_type=', 200],
    ['hw_speed', '?resource_type=OS::Glance::Image', 200],
    [
      'speed',
      '?resource_type=OS::Glance::Image',
      "404 Property speed does not start with the expected resource type association prefix of 'hw_'.",
    ],
    ['hw_x', '?resource_type=OS::Glance::Image', '404 Could not find property x'],
    [
      'speed',
      '?resource_type=Other::Type',
      "404 Property speed does not start with the expected resource type association prefix of 'None'.",
    ],
    [
      'speed',
      '?resource_type=nope',
      '404 The metadata definition resource-type with name=nope, was not found.',
    ],
  ])('%s%s is %s', async (name, query, expected) => {
    const at = await properties()
    await my.admin('POST', at, SPEED)
    const got = await my.demo('GET', `${at}/${name}${query}`)
    if (expected === 200) expect([got.status, got.body]).toEqual([200, SPEED])
    else expect(refusal(got)).toBe(expected)
  })

  test('of a resource type that others are associated with it is not found', async () => {
    const at = await properties()
    await my.admin('POST', at.replace('/properties', '/resource_types'), { name: 'Yet::Another' })
    const other = await properties()
    expect(refusal(await my.demo('GET', `${other}/x?resource_type=Yet::Another`))).toBe(
      '404 The metadata definition resource-type association of resource-type=Yet::Another to ' +
        `namespace=${other.split('/')[3]}, was not found.`,
    )
  })

  test('it is shown to those who may see resource types', async () => {
    const policyOverrides = new Map([['get_metadef_resource_type', 'role:admin']])
    const strict = await imageCloud({ policyOverrides })
    await using _ = strict.cloud
    await strict.admin('POST', NAMESPACES, { namespace: 'N', visibility: 'public' })
    const at = `${NAMESPACES}/N`
    expect(refusal(await strict.demo('GET', `${at}/properties/x?resource_type=y`))).toBe(
      '403 You are not authorized to complete get_metadef_resource_type action.',
    )
    await strict.admin('POST', `${at}/resource_types`, { name: 'y' })
    const { status, body } = await strict.demo('GET', `${at}/resource_types`)
    expect([status, body]).toEqual([200, { resource_type_associations: [] }])
  })
})

test.each<[unknown, RegExp]>([
  [{ title: 'T', type: 'string' }, /schema 'property': 'name' is a required property/],
  [{ name: 'n', type: 'string' }, /'title' is a required property/],
  [{ ...SPEED, type: 'x' }, /'x' is not one of \['array', 'boolean', /],
  [{ ...SPEED, name: 'n'.repeat(81) }, /is too long/],
  [{ ...SPEED, confidential: true }, /Additional properties are not allowed \('confidential' was/],
  [{ ...SPEED, required: ['x'] }, /^400 Unknown attribute:\nrequired$/],
  [{ ...SPEED, required: [] }, /\[\] should be non-empty/],
  [{ ...SPEED, created_at: 'x' }, /^403 Attribute 'created_at' is read-only\.$/],
  [undefined, /^400 Body expected in request\.$/],
])('POST and PUT refuse %j', async (body, words) => {
  const at = await properties()
  expect(refusal(await my.admin('POST', at, body))).toMatch(words)
  await my.admin('POST', at, SPEED)
  expect(refusal(await my.admin('PUT', `${at}/speed`, body))).toMatch(words)
})
