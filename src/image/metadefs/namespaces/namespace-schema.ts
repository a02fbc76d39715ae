import { glanceSchema } from '../../schemas/schema.ts'
import { ADDRESSES, DEFINITIONS, times } from '../property-schema.ts'

const items = (properties: object) => ({ type: 'array', items: { type: 'object', properties } })
const TEXT = { type: 'string' }

/** Source: openstack/glance glance/api/v2/metadef_namespaces.py. */
export const NAMESPACE_SCHEMA = glanceSchema(
  'namespace',
  {
    namespace: { type: 'string', description: 'The unique namespace text.', maxLength: 80 },
    display_name: {
      type: 'string',
      description: 'The user friendly name for the namespace. Used by UI if available.',
      maxLength: 80,
    },
    description: {
      type: 'string',
      description: 'Provides a user friendly description of the namespace.',
      maxLength: 500,
    },
    visibility: {
      type: 'string',
      description: 'Scope of namespace accessibility.',
      enum: ['public', 'private'],
    },
    protected: { type: 'boolean', description: 'If true, namespace will not be deletable.' },
    owner: { type: 'string', description: 'Owner of the namespace.', maxLength: 255 },
    ...times(
      'Date and time of namespace creation',
      'Date and time of the last namespace modification',
    ),
    ...ADDRESSES,
    resource_type_associations: items({ name: TEXT, prefix: TEXT, properties_target: TEXT }),
    properties: { $ref: '#/definitions/property' },
    objects: items({
      name: TEXT,
      description: TEXT,
      required: { $ref: '#/definitions/stringArray' },
      properties: { $ref: '#/definitions/property' },
    }),
    tags: items({ name: TEXT }),
  },
  { required: ['namespace'], definitions: DEFINITIONS },
)
