/** Namespaces of metadata definitions: shown, changed and deleted, in the words of Glance. */
import { beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../../../../test/support/image-api.ts'
import { useImageCloud } from '../../../../test/support/image-cloud.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { NAMESPACES, WHOLE_NAMESPACE } from '../../../../test/support/metadefs.ts'

const clock = new ManualClock()
const my = useImageCloud({ clock })
const SCHEMA = '/v2/schemas/metadefs/namespace'

let count = 0
let name: string
beforeEach(() => (name = `Ships::${(count += 1)}`))

const make = (body: object = {}) => my.admin('POST', NAMESPACES, { namespace: name, ...body })

describe('show', () => {
  test('has all that lies in it', async () => {
    const { created_at, updated_at } = (await make(WHOLE_NAMESPACE)).body
    const times = { created_at, updated_at }
    const { status, body } = await my.demo('GET', `${NAMESPACES}/${name.toLowerCase()}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      namespace: name,
      display_name: 'Ships',
      description: 'What floats',
      visibility: 'public',
      protected: false,
      owner: my.adminPersona.projectId,
      ...times,
      resource_type_associations: WHOLE_NAMESPACE.resource_type_associations.map((one) => ({
        ...one,
        ...times,
      })),
      properties: WHOLE_NAMESPACE.properties,
      objects: [
        {
          ...WHOLE_NAMESPACE.objects[0],
          ...times,
          self: `/v2${NAMESPACES}/${name}/objects/engine`,
          schema: '/v2/schemas/metadefs/object',
        },
      ],
      tags: [{ name: 'red' }, { name: 'fast' }],
      self: `/v2${NAMESPACES}/${name}`,
      schema: SCHEMA,
    })
  })

  test('gives properties the names that a resource type has for them', async () => {
    await make(WHOLE_NAMESPACE)
    const of = async (type: string) =>
      (await my.demo('GET', `${NAMESPACES}/${name}?resource_type=${type}`)).body
    const asked = await of('OS::Glance::Image')
    expect(Object.keys(asked.properties)).toEqual(['hw_speed'])
    expect(Object.keys(asked.objects[0].properties)).toEqual(['hw_power'])
    expect(asked.objects[0].required).toEqual(['hw_power'])
    for (const other of ['OS::Nova::Server', 'nope']) {
      expect(Object.keys((await of(other)).properties)).toEqual(['speed'])
    }
  })

  test('a private one is there for its owner and administrators alone', async () => {
    await make({ owner: my.persona.projectId })
    for (const api of [my.demo, my.reader, my.admin]) {
      expect((await api('GET', `${NAMESPACES}/${name}`)).status).toBe(200)
    }
    expect(refusal(await my.stranger('GET', `${NAMESPACES}/${name}`))).toBe(
      '404 The resource could not be found.',
    )
    expect(refusal(await my.stranger('GET', `${NAMESPACES}/nope`))).toBe(
      '404 Metadata definition namespace=nope was not found.',
    )
  })
})

describe('update', () => {
  test('replaces all but what lies in it, and shows the time of the change before', async () => {
    const made = (await make(WHOLE_NAMESPACE)).body
    clock.advance(60_000)
    const put = await my.admin('PUT', `${NAMESPACES}/${name}`, {
      namespace: name,
      description: 'nd',
    })
    expect(put.status).toBe(200)
    expect(put.body).toEqual({
      namespace: name,
      description: 'nd',
      visibility: 'private',
      protected: false,
      owner: my.adminPersona.projectId,
      created_at: made.created_at,
      updated_at: made.updated_at,
      self: `/v2${NAMESPACES}/${name}`,
      schema: SCHEMA,
    })
    const { body } = await my.admin('GET', `${NAMESPACES}/${name}`)
    expect(body.updated_at > made.updated_at).toBe(true)
    expect(body.objects).toHaveLength(1)
    expect(body).not.toHaveProperty('display_name')
  })

  test('renames it, also to the same name in another case, but not to the name of another', async () => {
    await make({ tags: [{ name: 'kept' }] })
    const renamed = `${name}::Renamed`
    const put = (of: string, to: string) =>
      my.admin('PUT', `${NAMESPACES}/${of}`, { namespace: to })
    expect((await put(name, renamed)).body.self).toBe(`/v2${NAMESPACES}/${renamed}`)
    expect((await my.admin('GET', `${NAMESPACES}/${renamed}`)).body.tags).toEqual([
      { name: 'kept' },
    ])
    expect((await put(renamed, renamed.toUpperCase())).status).toBe(200)
    await make()
    expect(refusal(await put(name, renamed))).toBe(
      '409 Invalid update. It would result in a duplicate metadata definition namespace with the ' +
        `same name of ${renamed}`,
    )
  })

  test('is refused to members: 403 where they see it, 404 where they do not', async () => {
    await make({ visibility: 'public' })
    const body = { namespace: name }
    expect(refusal(await my.demo('PUT', `${NAMESPACES}/${name}`, body))).toBe(
      '403 You are not authorized to complete modify_metadef_namespace action.',
    )
    await my.admin('PUT', `${NAMESPACES}/${name}`, body)
    const hidden = `404 Namespace ${name} not found`
    expect(refusal(await my.demo('PUT', `${NAMESPACES}/${name}`, body))).toBe(hidden)
    expect(refusal(await my.demo('DELETE', `${NAMESPACES}/${name}`))).toBe(hidden)
    expect(refusal(await my.admin('PUT', `${NAMESPACES}/nope`, body))).toBe(
      '404 Namespace nope not found',
    )
  })

  test('looks at the body first', async () => {
    expect(refusal(await my.demo('PUT', `${NAMESPACES}/nope`, {}))).toMatch(
      /^400 Provided object does not match schema 'namespace': 'namespace' is a required property/,
    )
    expect(refusal(await my.demo('PUT', `${NAMESPACES}/nope`, { schema: 1 }))).toBe(
      "403 Attribute 'schema' is read-only.",
    )
  })
})

describe('delete', () => {
  test('takes all that lies in it along', async () => {
    await make(WHOLE_NAMESPACE)
    const gone = await my.admin('DELETE', `${NAMESPACES}/${name}`)
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect(refusal(await my.admin('DELETE', `${NAMESPACES}/${name}`))).toBe(
      `404 Namespace ${name} not found`,
    )
    await make()
    const { body } = await my.admin('GET', `${NAMESPACES}/${name}`)
    expect(['objects', 'tags', 'properties'].filter((part) => part in body)).toEqual([])
  })

  test('is refused while it is protected, and to members', async () => {
    await make({ protected: true, visibility: 'public' })
    const words = `403 Metadata definition namespace ${name} is protected and cannot be deleted.`
    for (const part of ['', '/objects', '/properties', '/tags']) {
      expect(refusal(await my.admin('DELETE', `${NAMESPACES}/${name}${part}`))).toBe(words)
      expect(refusal(await my.demo('DELETE', `${NAMESPACES}/${name}${part}`))).toBe(
        '403 You are not authorized to complete delete_metadef_namespace action.',
      )
    }
    await my.admin('PUT', `${NAMESPACES}/${name}`, { namespace: name })
    expect((await my.admin('DELETE', `${NAMESPACES}/${name}`)).status).toBe(204)
  })
})
