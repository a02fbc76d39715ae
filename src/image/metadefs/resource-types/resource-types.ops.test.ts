/** Resource types, and the namespaces that they are associated with. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../../test/support/databases.ts'
import { refusal, type ImageApi } from '../../../../test/support/image-api.ts'
import { imageCloud, useImageCloud } from '../../../../test/support/image-cloud.ts'
import { NAMESPACES } from '../../../../test/support/metadefs.ts'

const my = useImageCloud()
const TYPES = '/metadefs/resource_types'

let count = 0
/** Where the resource types of a new namespace are. */
async function associations(api: ImageApi = my.admin, more: object = {}): Promise<string> {
  const namespace = `Types::${(count += 1)}`
  await api('POST', NAMESPACES, { namespace, visibility: 'public', ...more })
  return `${NAMESPACES}/${namespace}/resource_types`
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('are associated with a namespace, and stay when that ends', async () => {
    const { cloud, admin, demo } = await imageCloud({ database: await backend.url('cloud') })
    await using _ = cloud
    const at = await associations(admin)
    const sent = { properties_target: 'image', prefix: 'x_', name: 'Test::Ship' }
    const made = await admin('POST', at, sent)
    expect(made.status).toBe(201)
    const { created_at } = made.body
    const times = { created_at, updated_at: created_at }
    expect(Object.entries(made.body)).toEqual(
      Object.entries({
        ...{ name: 'Test::Ship', prefix: 'x_', properties_target: 'image', ...times },
      }),
    )
    await admin('POST', at, { name: 'Test::Boat' })
    expect((await demo('GET', at)).body).toEqual({
      resource_type_associations: [made.body, { name: 'Test::Boat', ...times }],
    })
    expect((await admin('DELETE', `${at}/test::ship`)).status).toBe(204)
    expect(refusal(await admin('DELETE', `${at}/Test::Ship`))).toBe(
      '404 Failed to find resource type Test::Ship to delete',
    )
    const { body } = await demo('GET', TYPES)
    expect(body.resource_types).toEqual(
      expect.arrayContaining([
        { name: 'Test::Ship', ...times },
        { name: 'Test::Boat', ...times },
      ]),
    )
  })

  test('are associated once', async () => {
    const { cloud, admin } = await imageCloud({ database: await backend.url('cloud') })
    await using _ = cloud
    const at = await associations(admin)
    await admin('POST', at, { name: 'Test::Ship' })
    expect(refusal(await admin('POST', at, { name: 'test::ship' }))).toBe(
      '409 The metadata definition resource-type association of resource-type=test::ship to ' +
        `namespace=${at.split('/')[3]} already exists.`,
    )
    expect((await admin('POST', await associations(admin), { name: 'Test::Ship' })).status).toBe(
      201,
    )
  })
})

test.each<[unknown, RegExp]>([
  [{}, /schema 'resource_type_association': 'name' is a required property/],
  [{ name: 'n'.repeat(81) }, /is too long/],
  [{ name: 'x', y: 1 }, /Additional properties are not allowed \('y' was unexpected\)/],
  [{ name: 'x', created_at: 1 }, /^403 Attribute 'created_at' is read-only\.$/],
  [undefined, /^400 Body expected in request\.$/],
])('POST refuses %j', async (body, words) => {
  expect(refusal(await my.admin('POST', await associations(), body))).toMatch(words)
})

test('of a protected namespace they cannot be taken away', async () => {
  const at = await associations(my.admin, { protected: true })
  await my.admin('POST', at, { name: 'Test::Ship' })
  expect(refusal(await my.admin('DELETE', `${at}/Test::Ship`))).toBe(
    '403 Metadata definition resource-type-association Test::Ship is protected and cannot be deleted.',
  )
})

test('administrators associate them, and others see what they see of the namespace', async () => {
  const at = await associations()
  const refused = (rule: string) => `403 You are not authorized to complete ${rule} action.`
  expect(refusal(await my.demo('POST', at, { name: 'x' }))).toBe(
    refused('add_metadef_resource_type_association'),
  )
  expect(refusal(await my.demo('DELETE', `${at}/x`))).toBe(
    refused('remove_metadef_resource_type_association'),
  )
  const hidden = await associations(my.admin, { visibility: 'private' })
  const words = `404 Namespace ${hidden.split('/')[3]} not found`
  expect(refusal(await my.demo('GET', hidden))).toBe(words)
  expect(refusal(await my.demo('POST', hidden, { name: 'x' }))).toBe(words)
  expect(refusal(await my.demo('DELETE', `${hidden}/x`))).toBe(words)
})

test('whoever may not list resource types sees neither lists nor namespaces', async () => {
  const rule = 'list_metadef_resource_types'
  const policyOverrides = new Map([[rule, 'role:admin']])
  const { cloud, admin, demo } = await imageCloud({ policyOverrides })
  await using _ = cloud
  const at = await associations(admin)
  const words = `403 You are not authorized to complete ${rule} action.`
  for (const path of [TYPES, at, NAMESPACES, at.replace('/resource_types', '')]) {
    expect(refusal(await demo('GET', path))).toBe(words)
  }
})
