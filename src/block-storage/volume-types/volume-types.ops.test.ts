import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let demoProject: string

beforeAll(async () => {
  cloud = await startCloud()
  admin = volumeApi(cloud, await cloud.admin())
  const persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  demoProject = persona.projectId
})
afterAll(() => cloud[Symbol.asyncDispose]())

let made = 0
async function newType(type: object = {}): Promise<{ id: string; name: string }> {
  const body = { volume_type: { name: `type-${++made}`, ...type } }
  const got = await admin('POST', '/types', body)
  expect(got.status).toBe(200)
  return got.body.volume_type
}

describe('creating', () => {
  test('answers with the type and all its specs', async () => {
    const specs = { k: 'v', 'a key/with spaces': null, multiattach: '<is> True' }
    const body = { name: 'fast', description: 'd', extra_specs: specs }
    const got = await admin('POST', '/types', { volume_type: body })
    expect(got.status).toBe(200)
    expect(got.body.volume_type).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'fast',
      is_public: true,
      extra_specs: specs,
      description: 'd',
      'os-volume-type-access:is_public': true,
    })
  })

  test.each([
    [{}, "Invalid input for field/attribute volume_type. Value: {}. 'name' is a required property"],
    [{ name: '' }, "Invalid input for field/attribute name. Value: . '' should be non-empty"],
    [{ name: '  ' }, "An invalid 'name' value was provided. The 'name' can not be empty."],
    [{ name: 1 }, "Invalid input for field/attribute name. Value: 1. 1 is not of type 'string'"],
    [
      { name: 'x', foo: 1 },
      "Invalid input for field/attribute volume_type. Value: {'name': 'x', 'foo': 1}. " +
        "Additional properties are not allowed ('foo' was unexpected)",
    ],
    [
      { name: 'x', 'os-volume-type-access:is_public': 'maybe' },
      'Invalid input for field/attribute os-volume-type-access:is_public. Value: maybe. ' +
        "'maybe' is not one of [True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', " +
        "'Yes', 'yes', 'y', 't', False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', " +
        "'NO', 'No', 'no', 'n', 'f']",
    ],
    [
      { name: 'x', 'os-volume-type-access:is_public': 1 },
      'Invalid input for field/attribute os-volume-type-access:is_public. Value: 1. ' +
        "1 is not of type 'boolean', 'string'",
    ],
    [
      { name: 'x', extra_specs: { 'a@': 'b' } },
      "Invalid input for field/attribute extra_specs. Value: {'a@': 'b'}. 'a@' does not match " +
        "any of the regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'",
    ],
    [
      { name: 'x', description: 'bell \u0007' },
      'Invalid input for field/attribute description. Value: bell \u0007. ' +
        "'bell \\x07' is not a 'printable'",
    ],
  ])('refuses %j', async (volume_type, message) => {
    expect(refusal(await admin('POST', '/types', { volume_type }))).toBe(`400 ${message}`)
  })

  test('refuses a name that is taken, with 409', async () => {
    const { name } = await newType()
    const got = await admin('POST', '/types', { volume_type: { name } })
    expect(refusal(got)).toBe(`409 Volume Type ${name} already exists.`)
  })

  test('is for administrators, and the body is looked at first', async () => {
    expect(refusal(await demo('POST', '/types', { volume_type: { name: 'x' } }))).toBe(
      "403 Policy doesn't allow volume_extension:type_create to be performed.",
    )
    expect((await demo('POST', '/types', { volume_type: {} })).status).toBe(400)
  })

  test('takes a spec named like a property of every object', async () => {
    const body = '{"volume_type": {"name": "proto", "extra_specs": {"__proto__": "v"}}}'
    const got = await admin('POST', '/types', body)
    expect(got.text).toContain('"extra_specs": {"__proto__": "v"}')
  })
})

describe('showing', () => {
  test('hides specs of the backend from users, and QoS', async () => {
    const { id, name } = await newType({ extra_specs: { k: 'v', multiattach: '<is> True' } })
    const seen = await demo('GET', `/types/${id}`)
    expect(seen.body).toEqual({
      volume_type: {
        id,
        name,
        is_public: true,
        description: null,
        extra_specs: { multiattach: '<is> True' },
        'os-volume-type-access:is_public': true,
      },
    })
    const all = await admin('GET', `/types/${id}`)
    expect(all.body.volume_type).toMatchObject({ extra_specs: { k: 'v' }, qos_specs_id: null })
  })

  test('a private type is there for administrators only', async () => {
    const { id } = await newType({ 'os-volume-type-access:is_public': 'false' })
    expect(refusal(await demo('GET', `/types/${id}`))).toBe(
      `404 Volume type ${id} could not be found.`,
    )
    expect((await admin('GET', `/types/${id}`)).body.volume_type.is_public).toBe(false)
  })

  test('the default type has a path of its own, without access', async () => {
    const { volume_type: type } = (await demo('GET', '/types/default')).body
    expect(type).toMatchObject({ name: '__DEFAULT__', description: 'Default Volume Type' })
    expect(type).not.toHaveProperty('os-volume-type-access:is_public')
  })

  test('is by id, not by name', async () => {
    const { name } = await newType()
    expect(refusal(await admin('GET', `/types/${name}`))).toBe(
      `404 Volume type ${name} could not be found.`,
    )
  })

  test('works under v2', async () => {
    const v2 = volumeApi(cloud, await cloud.demo(), '/v2')
    expect((await v2('GET', '/types/default')).status).toBe(200)
  })
})

describe('changing', () => {
  test('sets what is named and leaves the rest', async () => {
    const { id } = await newType({ description: 'old', extra_specs: { k: 'v' } })
    const got = await admin('PUT', `/types/${id}`, {
      volume_type: { name: `renamed-${id}`, is_public: 'no' },
    })
    expect(got.status).toBe(200)
    expect(got.body).toEqual({
      volume_type: {
        id,
        name: `renamed-${id}`,
        is_public: false,
        extra_specs: { k: 'v' },
        description: 'old',
      },
    })
  })

  test.each([
    [{}, 'Specify volume type name, description, is_public or a combination thereof.'],
    [{ name: ' ' }, 'Volume type name can not be empty.'],
    [{ name: '' }, "Invalid input for field/attribute name. Value: . '' should be non-empty"],
  ])('refuses %j', async (volume_type, message) => {
    const { id } = await newType()
    expect(refusal(await admin('PUT', `/types/${id}`, { volume_type }))).toBe(`400 ${message}`)
  })

  test('refuses a name that is taken, with 409', async () => {
    const { id } = await newType()
    const { name } = await newType()
    const got = await admin('PUT', `/types/${id}`, { volume_type: { name } })
    expect(refusal(got)).toBe(`409 Volume Type ${name} already exists.`)
  })

  test('asks the policy before it looks for the type', async () => {
    const volume_type = { name: 'x' }
    expect((await demo('PUT', '/types/nosuch', { volume_type })).status).toBe(403)
    expect((await admin('PUT', '/types/nosuch', { volume_type })).status).toBe(404)
  })
})

describe('deleting', () => {
  test('removes the type and answers 202 without a body', async () => {
    const { id } = await newType({ extra_specs: { k: 'v' } })
    const got = await admin('DELETE', `/types/${id}`)
    expect([got.status, got.text]).toEqual([202, ''])
    expect((await admin('GET', `/types/${id}`)).status).toBe(404)
  })

  test('spares the default type', async () => {
    const { id } = (await admin('GET', '/types/default')).body.volume_type
    expect(refusal(await admin('DELETE', `/types/${id}`))).toBe(
      `400 The volume type ${id} is a default volume type and cannot be deleted.`,
    )
  })

  test('spares the default type of a project', async () => {
    const { id } = await newType()
    const body = { default_type: { volume_type: id } }
    await admin('PUT', `/default-types/${demoProject}`, body, '3.62')
    expect(refusal(await admin('DELETE', `/types/${id}`))).toMatch(/^400 .* is a default volume/)
    await admin('DELETE', `/default-types/${demoProject}`, undefined, '3.62')
  })

  test('is for administrators', async () => {
    expect((await demo('DELETE', '/types/nosuch')).status).toBe(403)
    expect((await admin('DELETE', '/types/nosuch')).status).toBe(404)
  })
})

describe.each(SHARED_BACKENDS)('a type with volumes, on $name,', (backend) => {
  test('can neither be deleted nor made of something else', async () => {
    await using busy = await startCloud({ database: await backend.url('cloud') })
    const api = volumeApi(busy, await busy.admin())
    const { id } = (await api('POST', '/types', { volume_type: { name: 'used' } })).body.volume_type
    const { volume } = (await api('POST', '/volumes', { volume: { size: 1, volume_type: id } }))
      .body
    expect(refusal(await api('DELETE', `/types/${id}`))).toBe(
      '400 Target volume type is still in use.',
    )
    const inUse = '400 Volume Type is currently in use.'
    const specs = `/types/${id}/extra_specs`
    expect(refusal(await api('POST', specs, { extra_specs: { a: 'b' } }))).toBe(inUse)
    expect(refusal(await api('PUT', `${specs}/a`, { a: 'b' }))).toBe(inUse)
    expect(refusal(await api('DELETE', `${specs}/a`))).toBe(inUse)

    await busy.settled()
    await api('DELETE', `/volumes/${volume.id}`)
    await busy.settled()
    expect((await api('DELETE', `/types/${id}`)).status).toBe(202)
  })

  test('keeps its limits under a new name, and loses them when it goes', async () => {
    await using busy = await startCloud({ database: await backend.url('cloud') })
    const api = volumeApi(busy, await busy.admin())
    const { id } = (await api('POST', '/types', { volume_type: { name: 'old' } })).body.volume_type
    await api('PUT', '/os-quota-sets/p', { quota_set: { volumes_old: 7 } })
    await api('PUT', `/types/${id}`, { volume_type: { name: 'new' } })
    const renamed = (await api('GET', '/os-quota-sets/p')).body.quota_set
    expect([renamed.volumes_new, renamed.volumes_old]).toEqual([7, undefined])
    await api('DELETE', `/types/${id}`)
    await api('POST', '/types', { volume_type: { name: 'new' } })
    expect((await api('GET', '/os-quota-sets/p')).body.quota_set.volumes_new).toBe(-1)
  })

  test('is made once, however many ask for its name at once', async () => {
    await using busy = await startCloud({ database: await backend.url('cloud') })
    const api = volumeApi(busy, await busy.admin())
    const asked = Array.from({ length: 8 }, () =>
      api('POST', '/types', { volume_type: { name: 'one', extra_specs: { k: 'v' } } }),
    )
    const answers = await Promise.all(asked)
    const of = (wanted: number) => answers.filter(({ status }) => status === wanted)
    expect([of(200).length, of(409).length]).toEqual([1, 7])
  })

  test('is deleted before or after a volume comes, never in the middle', async () => {
    await using busy = await startCloud({ database: await backend.url('cloud') })
    const api = volumeApi(busy, await busy.admin())
    const { projectId } = await busy.demo()
    for (let round = 0; round < 5; round++) {
      const volume_type = { name: `round-${round}` }
      const { id } = (await api('POST', '/types', { volume_type })).body.volume_type
      const [removed, volume, chosen, specs] = await Promise.all([
        api('DELETE', `/types/${id}`),
        api('POST', '/volumes', { volume: { size: 1, volume_type: id } }),
        api('PUT', `/default-types/${projectId}`, { default_type: { volume_type: id } }, '3.62'),
        api('POST', `/types/${id}/extra_specs`, { extra_specs: { a: 'b' } }),
      ])
      // Whoever came too late for the type says so; whoever was first keeps it.
      const kept = volume.status === 202 || chosen.status === 200
      expect(removed.status).toBe(kept ? 400 : 202)
      expect([200, 400, 404]).toContain(specs.status)
      expect([202, 404]).toContain(volume.status)
    }
  })
})
