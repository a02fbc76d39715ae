import { plain, type Example, type Examples, type World } from '../world.ts'

/** A new namespace of the owner's project, which administrators make. */
async function namespace(world: World, contents: object = {}): Promise<Example> {
  const name = world.fresh('namespace')
  const body = { namespace: name, owner: world.owner.projectId, ...contents }
  await world.call('image', 'POST', '/v2/metadefs/namespaces', { body })
  return { params: { namespace_name: name } }
}

const TYPE = { title: 'Speed', type: 'integer' }

async function object(world: World): Promise<Example> {
  const { params } = await namespace(world, { objects: [{ name: 'engine' }] })
  return { params: { ...params, object_name: 'engine' } }
}

async function property(world: World): Promise<Example> {
  const { params } = await namespace(world, { properties: { speed: TYPE } })
  return { params: { ...params, property_name: 'speed' } }
}

async function tag(world: World): Promise<Example> {
  const { params } = await namespace(world, { tags: [{ name: 'fast' }] })
  return { params: { ...params, tag_name: 'fast' } }
}

async function resourceType(world: World): Promise<Example> {
  const association = { name: world.fresh('OS::Ship') }
  const { params } = await namespace(world, { resource_type_associations: [association] })
  return { params: { ...params, name: association.name } }
}

type Maker = (world: World) => Promise<Example>

/** What an example sends, beside what it acts on. */
const sending =
  (make: Maker, body: object): Maker =>
  async (world) => ({
    ...(await make(world)),
    body,
  })

/** By the end of its id. */
const SCHEMAS = [
  ...['image', 'images', 'member', 'members', 'task', 'tasks'],
  ...['metadefs_namespace', 'metadefs_namespaces', 'metadefs_object', 'metadefs_objects'],
  ...['metadefs_property', 'metadefs_properties', 'metadefs_tag', 'metadefs_tags'],
  ...['metadefs_resource_type', 'metadefs_resource_types'],
]

export const metadefExamples: Examples = {
  ...Object.fromEntries(SCHEMAS.map((name) => [`schemas.${name}`, plain])),

  'metadef_namespaces.list': () => ({}),
  'metadef_namespaces.create': (world) => ({ body: { namespace: world.fresh('namespace') } }),
  'metadef_namespaces.show': (world) => namespace(world),
  'metadef_namespaces.update': async (world) => {
    const { params } = await namespace(world)
    const body = { namespace: params!['namespace_name'], owner: world.owner.projectId }
    return { params: params!, body }
  },
  'metadef_namespaces.delete': (world) => namespace(world),

  'metadef_objects.list': (world) => object(world),
  'metadef_objects.create': sending(namespace, { name: 'engine', properties: { speed: TYPE } }),
  'metadef_objects.show': object,
  'metadef_objects.update': sending(object, { name: 'engine', required: ['speed'] }),
  'metadef_objects.delete': object,
  'metadef_objects.clear': object,

  'metadef_properties.list': property,
  'metadef_properties.create': sending(namespace, { name: 'speed', ...TYPE }),
  'metadef_properties.show': property,
  'metadef_properties.update': sending(property, { name: 'speed', ...TYPE }),
  'metadef_properties.delete': property,
  'metadef_properties.clear': property,

  'metadef_tags.list': tag,
  'metadef_tags.create': async (world) => {
    const { params } = await namespace(world)
    return { params: { ...params, tag_name: 'fast' } }
  },
  'metadef_tags.replace': sending(tag, { tags: [{ name: 'slow' }] }),
  'metadef_tags.show': tag,
  'metadef_tags.update': sending(tag, { name: 'slow' }),
  'metadef_tags.delete': tag,
  'metadef_tags.clear': tag,

  'metadef_resource_types.list': () => ({}),
  'metadef_resource_types.list_associations': resourceType,
  'metadef_resource_types.associate': sending(namespace, { name: 'OS::Nova::Server' }),
  'metadef_resource_types.end_association': resourceType,
}
