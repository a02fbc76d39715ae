/** Namespaces of metadata definitions: made, in the words of Glance. */
import { beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../../../../test/support/image-api.ts'
import { useImageCloud } from '../../../../test/support/image-cloud.ts'
import { NAMESPACES, WHOLE_NAMESPACE } from '../../../../test/support/metadefs.ts'

const my = useImageCloud()
const SCHEMA = '/v2/schemas/metadefs/namespace'
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

let count = 0
let name: string
beforeEach(() => (name = `Ships::${(count += 1)}`))

const make = (body: object = {}) => my.admin('POST', NAMESPACES, { namespace: name, ...body })

describe('create', () => {
  test('answers with what was sent, in the order of Glance, and where it is', async () => {
    const made = await make(WHOLE_NAMESPACE)
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(
      `${my.cloud.app.addresses.get('image')}/v2${NAMESPACES}/${name}`,
    )
    const { created_at } = made.body
    expect(created_at).toMatch(TIME)
    expect(Object.entries(made.body)).toEqual(
      Object.entries({
        namespace: name,
        display_name: 'Ships',
        description: 'What floats',
        visibility: 'public',
        protected: false,
        owner: my.adminPersona.projectId,
        created_at,
        updated_at: created_at,
        resource_type_associations: WHOLE_NAMESPACE.resource_type_associations,
        properties: WHOLE_NAMESPACE.properties,
        objects: WHOLE_NAMESPACE.objects,
        tags: WHOLE_NAMESPACE.tags,
        self: `/v2${NAMESPACES}/${name}`,
        schema: SCHEMA,
      }),
    )
  })

  test('needs a name alone: it is then private and unprotected', async () => {
    const { status, body } = await make()
    expect([status, body.visibility, body.protected]).toEqual([201, 'private', false])
    expect(body).not.toHaveProperty('display_name')
    expect(body).not.toHaveProperty('tags')
  })

  test('takes what was exported, times and addresses included', async () => {
    await make(WHOLE_NAMESPACE)
    const { body } = await my.admin('GET', `${NAMESPACES}/${name}`)
    const { self: _, schema: __, created_at: ___, updated_at: ____, ...exported } = body
    const copy = await my.admin('POST', NAMESPACES, { ...exported, namespace: `${name}::Copy` })
    expect(copy.status).toBe(201)
    expect(copy.body.objects).toEqual(WHOLE_NAMESPACE.objects)
    expect(copy.body.resource_type_associations).toEqual(WHOLE_NAMESPACE.resource_type_associations)
  })

  test('a name is taken in any case', async () => {
    await make()
    expect(refusal(await make())).toBe(
      `409 The metadata definition namespace=${name} already exists.`,
    )
    const upper = name.toUpperCase()
    expect(refusal(await my.admin('POST', NAMESPACES, { namespace: upper }))).toBe(
      `409 The metadata definition namespace=${upper} already exists.`,
    )
  })

  test.each([
    [
      { tags: [{ name: 'a' }, { name: 'A' }] },
      'A metadata tag with name=A already exists in namespace=NAME. (Please note that metadata tag names are case insensitive).',
    ],
    [
      { objects: [{ name: 'o' }, { name: 'o' }] },
      'A metadata definition object with name=o already exists in namespace=NAME.',
    ],
    [
      { properties: { p: { title: 'P', type: 'string' }, P: { title: 'P', type: 'string' } } },
      'A metadata definition property with name=P already exists in namespace=NAME.',
    ],
    [
      { resource_type_associations: [{ name: 'r' }, { name: 'r' }] },
      'The metadata definition resource-type association of resource-type=r to namespace=NAME already exists.',
    ],
  ])('leaves nothing behind where a name within comes twice: %j', async (body, words) => {
    expect(refusal(await make(body))).toBe(`409 ${words.replace('NAME', name)}`)
    expect((await my.admin('GET', `${NAMESPACES}/${name}`)).status).toBe(404)
  })

  test.each<[object, number, RegExp]>([
    [{ visibility: 'x' }, 400, /'x' is not one of \['public', 'private'\]/],
    [{ namespace: 'n'.repeat(81) }, 400, /is too long\n\nFailed validating 'maxLength' in schema/],
    [{ x: 1 }, 400, /^400 Provided object does not match schema 'namespace': Additional prop/],
    [{ namespace: 1, x: 1 }, 400, /Additional properties are not allowed \('x' was unexpected\)/],
    [{ properties: { p: { type: 'x', title: 'P' } } }, 400, /'x' is not one of \['array', /],
    [{ properties: { p: { type: 'string' } } }, 400, /'title' is a required property/],
    [{ properties: { p: { type: 'string', title: 'P', minLength: -1 } } }, 400, /allOf.*\[0\]/],
    [{ properties: { p: { type: 'string', title: 'P', x: 1 } } }, 400, /Unknown attribute:\nx$/],
    [{ properties: { p: { type: 'array', title: 'P', items: {} } } }, 400, /attribute type/],
    [{ properties: { p: { type: 'string', title: 'P', enum: [1] } } }, 400, /attribute enum/],
    [{ properties: { p: { type: 'integer', title: 'P', minimum: 1e30 } } }, 400, /minimum/],
    [{ properties: { ['p'.repeat(81)]: { type: 'string', title: 'P' } } }, 400, /is too long/],
    [{ objects: [{}] }, 400, /schema 'object': 'name' is a required property/],
    [{ objects: [{ name: 'o', x: 1 }] }, 400, /Unknown attribute:\nx$/],
    [{ tags: [{}] }, 400, /schema 'tag': 'name' is a required property/],
    [{ resource_type_associations: [{}] }, 400, /'name' is a required property/],
    [{ self: 'x' }, 403, /^403 Attribute 'self' is read-only\.$/],
    [{ created_at: 'x' }, 403, /^403 Attribute 'created_at' is read-only\.$/],
  ])('refuses %j with %i', async (body, status, words) => {
    const got = await make(body)
    expect(got.status).toBe(status)
    expect(refusal(got)).toMatch(words)
  })

  test('reads definitions as WSME does', async () => {
    const sent = {
      type: 'integer',
      title: 'S',
      default: 1,
      minimum: 1.5,
      enum: ['1'],
      minLength: 0,
    }
    const { body } = await make({ properties: { speed: sent } })
    expect(Object.entries(body.properties.speed)).toEqual(
      Object.entries({
        type: 'integer',
        title: 'S',
        default: '1',
        minimum: 1,
        enum: ['1'],
        minLength: 0,
      }),
    )
  })

  test('is for administrators', async () => {
    expect(refusal(await my.demo('POST', NAMESPACES, { namespace: name }))).toBe(
      '403 You are not authorized to complete add_metadef_namespace action.',
    )
  })

  test('needs a body that is an object', async () => {
    expect(refusal(await my.admin('POST', NAMESPACES))).toBe('400 Body expected in request.')
    expect(refusal(await my.admin('POST', NAMESPACES, 'null'))).toMatch(/^400 Unexpected body type/)
    expect(refusal(await my.admin('POST', NAMESPACES, '{'))).toBe(
      '400 Malformed JSON in request body.',
    )
  })
})
