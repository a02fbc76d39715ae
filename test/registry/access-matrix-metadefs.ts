/** Who may do what with metadata definitions, by operation. Their namespaces are private. */
const READ = 'owned image, reader'
const WRITE = 'owned namespace, admin'

export const METADEFS: Readonly<Record<string, string>> = {
  'metadef_namespaces.list': 'namespaces, reader',
  'metadef_namespaces.create': 'namespace maker',
  'metadef_namespaces.show': READ,
  'metadef_namespaces.update': WRITE,
  'metadef_namespaces.delete': WRITE,
  'metadef_objects.list': READ,
  'metadef_objects.create': WRITE,
  'metadef_objects.show': READ,
  'metadef_objects.update': WRITE,
  'metadef_objects.delete': WRITE,
  'metadef_objects.clear': WRITE,
  'metadef_properties.list': READ,
  'metadef_properties.create': WRITE,
  'metadef_properties.show': READ,
  'metadef_properties.update': WRITE,
  'metadef_properties.delete': WRITE,
  'metadef_properties.clear': WRITE,
  'metadef_tags.list': READ,
  'metadef_tags.create': WRITE,
  'metadef_tags.replace': WRITE,
  'metadef_tags.show': READ,
  'metadef_tags.update': WRITE,
  'metadef_tags.delete': WRITE,
  'metadef_tags.clear': WRITE,
  'metadef_resource_types.list': 'namespaces, reader',
  'metadef_resource_types.list_associations': READ,
  'metadef_resource_types.associate': WRITE,
  'metadef_resource_types.end_association': WRITE,
}

const SCHEMAS = [
  ...['image', 'images', 'member', 'members', 'task', 'tasks'],
  ...['namespace', 'namespaces', 'resource_type', 'resource_types', 'property', 'properties'].map(
    (name) => `metadefs_${name}`,
  ),
  ...['object', 'objects', 'tag', 'tags'].map((name) => `metadefs_${name}`),
]

export const SCHEMAS_SHOWN: Readonly<Record<string, string>> = Object.fromEntries(
  SCHEMAS.map((name) => [`schemas.${name}`, 'any token']),
)
