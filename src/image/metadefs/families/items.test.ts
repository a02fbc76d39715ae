/** What objects, properties and tags of a namespace have alike. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../../test/support/databases.ts'
import { refusal } from '../../../../test/support/image-api.ts'
import { imageCloud } from '../../../../test/support/image-cloud.ts'
import { NAMESPACES } from '../../../../test/support/metadefs.ts'

interface Kind {
  all: string
  what: string
  /** What makes and changes one. */
  body(name: string): object
  /** Tags are made by their name in the path. */
  isNamedInPath?: true
  missing(name: string): string
  taken(name: string): string
  takenByAnother?(name: string): string
  noNamespace: string
  rules: { add: string; modify: string; remove: string }
}

const KINDS: readonly Kind[] = [
  {
    all: 'objects',
    what: 'object',
    body: (name) => ({ name }),
    missing: (name) => `404 Could not find metadata object ${name}`,
    taken: (name) =>
      `A metadata definition object with name=${name} already exists in namespace=N.`,
    takenByAnother: (name) =>
      'Invalid update. It would result in a duplicate metadata definition object with the same ' +
      `name=${name} in namespace=N.`,
    noNamespace: '404 Metadata definition namespace=nope was not found.',
    rules: {
      add: 'add_metadef_object',
      modify: 'modify_metadef_object',
      remove: 'delete_metadef_object',
    },
  },
  {
    all: 'properties',
    what: 'property',
    body: (name) => ({ name, title: 'T', type: 'string' }),
    missing: (name) => `404 Could not find property ${name}`,
    taken: (name) =>
      `A metadata definition property with name=${name} already exists in namespace=N.`,
    takenByAnother: (name) =>
      'Invalid update. It would result in a duplicate metadata definition property with the same ' +
      `name=${name} in namespace=N.`,
    noNamespace: '404 Namespace nope not found',
    rules: {
      add: 'add_metadef_property',
      modify: 'modify_metadef_property',
      remove: 'remove_metadef_property',
    },
  },
  {
    all: 'tags',
    what: 'tag',
    body: (name) => ({ name }),
    isNamedInPath: true,
    missing: (name) => `404 Could not find metadata tag ${name}`,
    taken: (name) =>
      `A metadata tag with name=${name} already exists in namespace=N. ` +
      '(Please note that metadata tag names are case insensitive).',
    noNamespace: '404 Namespace nope not found',
    rules: { add: 'add_metadef_tag', modify: 'modify_metadef_tag', remove: 'delete_metadef_tag' },
  },
]

/** A cloud with the public namespace N, in memory unless told. */
async function start(kind: Kind, database?: string) {
  const my = await imageCloud(database === undefined ? {} : { database })
  await my.admin('POST', NAMESPACES, { namespace: 'N', visibility: 'public' })
  const at = (name = '', namespace = 'N') =>
    `${NAMESPACES}/${namespace}/${kind.all}${name && '/'}${name}`
  const create = (api: typeof my.admin, name: string, namespace = 'N') =>
    kind.isNamedInPath
      ? api('POST', at(name, namespace))
      : api('POST', at('', namespace), kind.body(name))
  return { ...my, at, create, [Symbol.asyncDispose]: () => my.cloud[Symbol.asyncDispose]() }
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  describe.each(KINDS)('$all', (kind) => {
    test('are made, shown, renamed and deleted', async () => {
      await using my = await start(kind, await backend.url('cloud'))
      const { at, create, admin, demo } = my
      const made = await create(admin, 'one')
      expect([made.status, made.body.name]).toEqual([201, 'one'])
      const shown = await demo('GET', at('ONE'))
      expect([shown.status, shown.body]).toEqual([200, { ...shown.body, ...made.body }])
      const renamed = await admin('PUT', at('one'), kind.body('two'))
      expect([renamed.status, renamed.body.name]).toEqual([200, 'two'])
      expect(refusal(await demo('GET', at('one')))).toBe(kind.missing('one'))
      const gone = await admin('DELETE', at('two'))
      expect([gone.status, gone.text]).toEqual([204, ''])
      expect(refusal(await admin('DELETE', at('two')))).toBe(kind.missing('two'))
    })

    test('have names of their own, in whatever case', async () => {
      await using my = await start(kind, await backend.url('cloud'))
      const { at, create, admin } = my
      await create(admin, 'one')
      expect(refusal(await create(admin, 'ONE'))).toBe(`409 ${kind.taken('ONE')}`)
      await create(admin, 'two')
      const { takenByAnother = kind.taken } = kind
      expect(refusal(await admin('PUT', at('two'), kind.body('one')))).toBe(
        `409 ${takenByAnother('one')}`,
      )
      expect((await admin('PUT', at('two'), kind.body('TWO'))).status).toBe(200)
      await admin('POST', NAMESPACES, { namespace: 'M' })
      expect((await create(admin, 'one', 'M')).status).toBe(201)
    })

    test('are cleared all at once, those of this namespace alone', async () => {
      await using my = await start(kind, await backend.url('cloud'))
      const { at, create, admin } = my
      await admin('POST', NAMESPACES, { namespace: 'M' })
      await create(admin, 'one')
      await create(admin, 'one', 'M')
      expect((await admin('DELETE', at())).status).toBe(204)
      expect(refusal(await admin('GET', at('one')))).toBe(kind.missing('one'))
      expect((await admin('GET', at('one', 'M'))).status).toBe(200)
      expect(refusal(await admin('DELETE', at('', 'nope')))).toBe('404 Namespace nope not found')
    })
  })
})

describe.each(KINDS)('$all', (kind) => {
  test('of a protected namespace can be made and changed, but not deleted', async () => {
    await using my = await start(kind)
    const { at, create, admin } = my
    await admin('PUT', `${NAMESPACES}/N`, { namespace: 'N', protected: true })
    expect((await create(admin, 'one')).status).toBe(201)
    expect((await admin('PUT', at('one'), kind.body('two'))).status).toBe(200)
    expect(refusal(await admin('DELETE', at('two')))).toBe(
      `403 Metadata definition ${kind.what} two is protected and cannot be deleted.`,
    )
    expect(refusal(await admin('DELETE', at('three')))).toBe(kind.missing('three'))
  })

  test('are changed by administrators alone; the namespace is missed first, they last', async () => {
    await using my = await start(kind)
    const { at, create, admin, demo } = my
    const refused = (rule: string) => `403 You are not authorized to complete ${rule} action.`
    for (const name of ['there', 'nope']) {
      if (name === 'there') await create(admin, name)
      const change = await demo('PUT', at(name), kind.body('x'))
      expect(refusal(change)).toBe(refused(kind.rules.modify))
      expect(refusal(await demo('DELETE', at(name)))).toBe(refused(kind.rules.remove))
    }
    expect(refusal(await create(demo, 'x'))).toBe(refused(kind.rules.add))
    expect(refusal(await demo('DELETE', at()))).toBe(refused('delete_metadef_namespace'))
    expect(refusal(await create(demo, 'x', 'nope'))).toBe(kind.noNamespace)
    expect(refusal(await demo('GET', at('there', 'nope')))).toBe(kind.noNamespace)
    expect(refusal(await admin('PUT', at('x', 'nope'), kind.body('x')))).toBe(kind.noNamespace)
  })

  test('of a private namespace are there for those who see it', async () => {
    await using my = await start(kind)
    const { at, create, admin, demo, stranger, persona } = my
    await admin('PUT', `${NAMESPACES}/N`, { namespace: 'N', owner: persona.projectId })
    await create(admin, 'one')
    expect((await demo('GET', at('one'))).status).toBe(200)
    expect((await demo('GET', at())).status).toBe(200)
    const hidden = '404 Namespace N not found'
    expect(refusal(await stranger('GET', at('one')))).toBe(hidden)
    expect(refusal(await stranger('GET', at()))).toBe(hidden)
    expect(refusal(await create(stranger, 'x'))).toBe(hidden)
    expect(refusal(await stranger('PUT', at('one'), kind.body('x')))).toBe(hidden)
    expect(refusal(await stranger('DELETE', at('one')))).toBe(hidden)
    expect(refusal(await stranger('DELETE', at()))).toBe(hidden)
  })
})

test.each([
  ['objects', 'get_metadef_objects', 'get_metadef_object'],
  ['properties', 'get_metadef_properties', 'get_metadef_property'],
  ['tags', 'get_metadef_tags', 'get_metadef_tag'],
])('whoever sees the namespace but by the rules no %s gets 403', async (all, list, show) => {
  const policyOverrides = new Map([list, show].map((rule) => [rule, 'role:admin']))
  const my = await imageCloud({ policyOverrides })
  await using _ = my.cloud
  await my.admin('POST', NAMESPACES, { namespace: 'N', visibility: 'public' })
  const refused = (rule: string) => `403 You are not authorized to complete ${rule} action.`
  const at = `${NAMESPACES}/N/${all}`
  expect(refusal(await my.demo('GET', at))).toBe(refused(list))
  expect(refusal(await my.demo('GET', `${at}/x`))).toBe(refused(show))
  expect(refusal(await my.demo('GET', `${NAMESPACES}/N`))).toBe(refused(list))
})
