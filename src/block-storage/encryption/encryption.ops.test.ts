import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useTypeCloud } from '../../../test/support/volume-types.ts'

const NONE = '11111111-2222-4333-8444-555555555555'
const LUKS = { provider: 'luks', control_location: 'front-end' }
const FULL = { ...LUKS, cipher: 'aes-xts-plain64', key_size: 256 }

const my = useTypeCloud()
const path = () => `/types/${my.type}/encryption`

const encrypt = (encryption: object) => my.admin('POST', path(), { encryption })
const change = (encryption: object, id = NONE) => my.admin('PUT', `${path()}/${id}`, { encryption })
const shown = async () => (await my.admin('GET', path())).body

describe('what a type has', () => {
  test('is nothing at first, and then what was asked for', async () => {
    expect(await shown()).toEqual({})
    const got = await encrypt({ ...LUKS, key_size: '256', x: 1 })
    expect([got.status, got.body]).toEqual([
      200,
      {
        encryption: {
          ...LUKS,
          key_size: 256,
          x: 1,
          volume_type_id: my.type,
          encryption_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      },
    ])
    expect(await shown()).toEqual({
      ...LUKS,
      encryption_id: got.body.encryption.encryption_id,
      cipher: null,
      key_size: 256,
      volume_type_id: my.type,
      deleted_at: null,
      deleted: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      updated_at: null,
    })
  })

  test('can be asked for piece by piece', async () => {
    await encrypt(FULL)
    expect((await my.admin('GET', `${path()}/cipher`)).body).toEqual({ cipher: 'aes-xts-plain64' })
    expect((await my.admin('GET', `${path()}/key_size`)).body).toEqual({ key_size: 256 })
    expect(refusal(await my.admin('GET', `${path()}/bogus`))).toBe(
      `404 Volume type encryption for type ${my.type} does not exist.`,
    )
  })

  test('changes where it is told to, whatever id is named', async () => {
    await encrypt(FULL)
    const got = await change({ key_size: '512', provider: '', y: 2 })
    expect([got.status, got.body]).toEqual([
      200,
      { encryption: { key_size: 512, provider: '', y: 2 } },
    ])
    expect(await shown()).toMatchObject({
      ...{ provider: '', key_size: 512, cipher: 'aes-xts-plain64' },
      updated_at: expect.any(String),
    })
    await change({ key_size: null, cipher: null })
    expect(await shown()).toMatchObject({ key_size: null, cipher: null })
    expect((await change({})).body).toEqual({ encryption: {} })
  })

  test('is one thing', async () => {
    await encrypt(FULL)
    expect(refusal(await encrypt(FULL))).toBe(
      `400 Volume type encryption for type ${my.type} already exists.`,
    )
  })

  test('goes when it is deleted, whatever id is named', async () => {
    await encrypt(FULL)
    const got = await my.admin('DELETE', `${path()}/${NONE}`)
    expect([got.status, got.text]).toEqual([202, ''])
    const gone = `404 Volume type encryption for type ${my.type} does not exist.`
    expect(refusal(await my.admin('DELETE', `${path()}/${NONE}`))).toBe(gone)
    expect(refusal(await change(LUKS))).toBe(gone)
    expect(refusal(await my.admin('GET', `${path()}/cipher`))).toBe(gone)
    expect(await shown()).toEqual({})
  })

  test('goes with the type', async () => {
    await encrypt(FULL)
    expect((await my.admin('DELETE', `/types/${my.type}`)).status).toBe(202)
    expect(refusal(await my.admin('DELETE', `${path()}/${NONE}`))).toMatch(/^404 /)
  })
})

test.each([
  [
    {},
    "Invalid input for field/attribute encryption. Value: {}. 'provider' is a required property",
  ],
  [
    { provider: 'luks' },
    "Invalid input for field/attribute encryption. Value: {'provider': 'luks'}. " +
      "'control_location' is a required property",
  ],
  [
    { ...LUKS, control_location: 'middle' },
    "Invalid input for field/attribute control_location. Value: middle. 'middle' is not one of " +
      "['front-end', 'back-end']",
  ],
  [{ ...LUKS, key_size: 'x' }, 'Invalid input received: key_size must be an integer.'],
  [
    { ...LUKS, key_size: -1 },
    'Invalid input for field/attribute key_size. Value: -1. -1 is less than the minimum of 0',
  ],
  [
    { ...LUKS, key_size: 1.5 },
    "Invalid input for field/attribute key_size. Value: 1.5. 1.5 is not of type 'string', " +
      "'integer', 'null'",
  ],
])('encrypting with %j is refused', async (encryption, message) => {
  expect(refusal(await encrypt(encryption))).toBe(`400 ${message}`)
})

test.each([
  [
    { control_location: 'x' },
    "Invalid input for field/attribute control_location. Value: x. 'x' is not one of " +
      "['front-end', 'back-end']",
  ],
  [
    { provider: null },
    "Invalid input for field/attribute provider. Value: None. None is not of type 'string'",
  ],
])('changing it to %j is refused', async (encryption, message) => {
  await encrypt(FULL)
  expect(refusal(await change(encryption))).toBe(`400 ${message}`)
})

test('no change reaches volumes that exist', async () => {
  await my.demo('POST', '/volumes', { volume: { size: 1, volume_type: my.type } })
  const refused = (word: string) => `400 Cannot ${word} encryption specs. Volume type in use.`
  expect(refusal(await encrypt(FULL))).toBe(refused('create'))
  expect(refusal(await change(FULL))).toBe(refused('update'))
  expect(refusal(await my.admin('DELETE', `${path()}/${NONE}`))).toBe(refused('delete'))
})

test.each([
  ['GET', '', undefined],
  ['GET', '/cipher', undefined],
  ['POST', '', { encryption: FULL }],
  ['PUT', `/${NONE}`, { encryption: FULL }],
])('%s %s needs a type', async (method, rest, body) => {
  expect(refusal(await my.admin(method, `/types/${NONE}/encryption${rest}`, body))).toBe(
    `404 Volume type ${NONE} could not be found.`,
  )
})

test.each([
  ['GET', '', undefined, 'get'],
  ['GET', '/cipher', undefined, 'get'],
  ['POST', '', { encryption: FULL }, 'create'],
  ['PUT', `/${NONE}`, { encryption: FULL }, 'update'],
  ['DELETE', `/${NONE}`, undefined, 'delete'],
])('%s %s is for administrators', async (method, rest, body, rule) => {
  expect(refusal(await my.demo(method, `${path()}${rest}`, body))).toBe(
    `403 Policy doesn't allow volume_extension:volume_type_encryption:${rule} to be performed.`,
  )
})

test('v2 has the same', async () => {
  const made = await my.v2('POST', path(), { encryption: FULL })
  expect([made.status, made.body.encryption]).toEqual([200, expect.objectContaining(FULL)])
  expect((await my.v2('GET', path())).body).toMatchObject(FULL)
  expect((await my.v2('PUT', `${path()}/${NONE}`, { encryption: {} })).status).toBe(200)
  expect((await my.v2('DELETE', `${path()}/${NONE}`)).status).toBe(202)
})
