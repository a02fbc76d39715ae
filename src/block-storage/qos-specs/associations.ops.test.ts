import { beforeEach, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useTypeCloud } from '../../../test/support/volume-types.ts'

const NONE = '11111111-2222-4333-8444-555555555555'

const my = useTypeCloud()
let qos: string
let other: string
let made = 0

beforeEach(async () => {
  qos = await newQos()
  other = await newQos()
})

async function newQos(): Promise<string> {
  const got = await my.admin('POST', '/qos-specs', { qos_specs: { name: `qos-${++made}` } })
  return got.body.qos_specs.id
}

const associate = (id: string, of: string) =>
  my.admin('GET', `/qos-specs/${id}/associate?vol_type_id=${of}`)
const disassociate = (id: string, of: string) =>
  my.admin('GET', `/qos-specs/${id}/disassociate?vol_type_id=${of}`)
const shown = async () => (await my.admin('GET', `/types/${my.type}`)).body.volume_type.qos_specs_id
const listed = async (id: string) =>
  (await my.admin('GET', `/qos-specs/${id}/associations`)).body.qos_associations

test('a type refers to the specs it is associated with, and administrators see them', async () => {
  const got = await associate(qos, my.type)
  expect([got.status, got.text]).toEqual([202, ''])
  const { name } = (await my.admin('GET', `/types/${my.type}`)).body.volume_type
  expect(await listed(qos)).toEqual([{ association_type: 'volume_type', name, id: my.type }])
  expect(await shown()).toBe(qos)
  expect((await my.demo('GET', `/types/${my.type}`)).body.volume_type).not.toHaveProperty(
    'qos_specs_id',
  )
  const found = await my.admin('GET', `/types?qos_specs_id=${qos}`)
  expect(found.body.volume_types.map(({ id }: { id: string }) => id)).toEqual([my.type])
  expect((await associate(qos, my.type)).status).toBe(202)
})

test('a type refers to one specs at most', async () => {
  await associate(qos, my.type)
  expect(refusal(await associate(other, my.type))).toBe(
    `400 Invalid volume type: Type ${my.type} is already associated with another qos specs: ${qos}`,
  )
})

test('what it does not refer to it can be parted from', async () => {
  await associate(qos, my.type)
  const apart = await disassociate(other, my.type)
  expect([apart.status, apart.text]).toEqual([202, ''])
  expect(await shown()).toBe(qos)
  expect((await disassociate(qos, my.type)).status).toBe(202)
  expect(await shown()).toBeNull()
  expect(await listed(qos)).toEqual([])
})

test('all types can be parted from specs at once', async () => {
  await associate(qos, my.type)
  const got = await my.admin('GET', `/qos-specs/${qos}/disassociate_all`)
  expect([got.status, got.text]).toEqual([202, ''])
  expect(await shown()).toBeNull()
})

test('specs that types refer to are deleted by force only', async () => {
  await associate(qos, my.type)
  expect(refusal(await my.admin('DELETE', `/qos-specs/${qos}`))).toBe('400 Qos specs still in use.')
  expect((await my.admin('DELETE', `/qos-specs/${qos}?force=true`)).status).toBe(202)
  expect(await shown()).toBeNull()
})

test('a type that is deleted refers to nothing any more', async () => {
  await associate(qos, my.type)
  expect((await my.admin('DELETE', `/types/${my.type}`)).status).toBe(202)
  expect(await listed(qos)).toEqual([])
  expect((await my.admin('DELETE', `/qos-specs/${qos}`)).status).toBe(202)
})

test.each(['associate', 'disassociate'])('%s needs specs and a type by its id', async (word) => {
  const call = (id: string, query: string) => my.admin('GET', `/qos-specs/${id}/${word}${query}`)
  for (const query of ['', '?vol_type_id=']) {
    expect(refusal(await call(NONE, query))).toBe('400 Volume Type id must not be None.')
  }
  expect(refusal(await call(NONE, `?vol_type_id=${NONE}`))).toBe(`404 No such QoS spec ${NONE}.`)
  for (const unknown of [NONE, 'x', '__DEFAULT__']) {
    expect(refusal(await call(qos, `?vol_type_id=${unknown}`))).toBe(
      `404 Volume type ${unknown} could not be found.`,
    )
  }
})

test.each(['associations', 'disassociate_all'])('%s needs specs', async (word) => {
  expect(refusal(await my.admin('GET', `/qos-specs/${NONE}/${word}`))).toBe(
    `404 No such QoS spec ${NONE}.`,
  )
})

test.each([
  ['associate', 'update'],
  ['disassociate', 'update'],
  ['disassociate_all', 'update'],
  ['associations', 'get_all'],
])('%s is for administrators', async (word, rule) => {
  expect(refusal(await my.demo('GET', `/qos-specs/${qos}/${word}`))).toBe(
    `403 Policy doesn't allow volume_extension:qos_specs_manage:${rule} to be performed.`,
  )
})

test('v2 has the same', async () => {
  const made = await my.v2('POST', '/qos-specs', { qos_specs: { name: 'of-v2', delay: '1' } })
  const { id } = made.body.qos_specs
  expect([made.status, made.body]).toEqual([
    200,
    {
      qos_specs: { id, name: 'of-v2', consumer: 'back-end', specs: { delay: '1' } },
      links: [
        { rel: 'self', href: expect.stringMatching(new RegExp(`/v2/[^/]+/qos-specs/${id}$`)) },
        { rel: 'bookmark', href: expect.stringMatching(new RegExp(`/qos-specs/${id}$`)) },
      ],
    },
  ])
  expect((await my.v2('GET', `/qos-specs/${id}/associate?vol_type_id=${my.type}`)).status).toBe(202)
  expect((await my.v2('GET', `/qos-specs/${id}/associations`)).body.qos_associations).toHaveLength(
    1,
  )
  expect((await my.v2('PUT', `/qos-specs/${id}/delete_keys`, { keys: ['delay'] })).status).toBe(202)
  expect((await my.v2('DELETE', `/qos-specs/${id}?force=true`)).status).toBe(202)
})
