/** Where namespaces of metadata definitions are, for `ImageApi`. */
export const NAMESPACES = '/metadefs/namespaces'

/** All that a namespace can be made with, but its name. */
export const WHOLE_NAMESPACE = {
  display_name: 'Ships',
  description: 'What floats',
  visibility: 'public',
  resource_type_associations: [
    { name: 'OS::Glance::Image', prefix: 'hw_', properties_target: 'image' },
    { name: 'OS::Nova::Server' },
  ],
  properties: { speed: { title: 'Speed', type: 'integer', minimum: 1, maximum: 50 } },
  objects: [
    {
      name: 'engine',
      description: 'What drives it',
      required: ['power'],
      properties: { power: { title: 'Power', type: 'number' } },
    },
  ],
  tags: [{ name: 'fast' }, { name: 'red' }],
}
