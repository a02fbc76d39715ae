/** What a property may be defined as: the part that schemas of metadata definitions have in common. */
import { glanceSchema } from '../schemas/schema.ts'

const TYPE = {
  type: 'string',
  enum: ['array', 'boolean', 'integer', 'number', 'object', 'string', null],
}

const COUNT = { $ref: '#/definitions/positiveInteger' }
const COUNT_OR_ZERO = { $ref: '#/definitions/positiveIntegerDefault0' }

const PROPERTIES = {
  name: { type: 'string', maxLength: 80 },
  title: { type: 'string' },
  description: { type: 'string' },
  operators: { type: 'array', items: { type: 'string' } },
  type: TYPE,
  required: { $ref: '#/definitions/stringArray' },
  minimum: { type: 'number' },
  maximum: { type: 'number' },
  maxLength: COUNT,
  minLength: COUNT_OR_ZERO,
  pattern: { type: 'string', format: 'regex' },
  enum: { type: 'array' },
  readonly: { type: 'boolean' },
  default: {},
  items: { type: 'object', properties: { type: TYPE, enum: { type: 'array' } } },
  maxItems: COUNT,
  minItems: COUNT_OR_ZERO,
  uniqueItems: { type: 'boolean', default: false },
  additionalItems: { type: 'boolean' },
}

const COUNTS = {
  positiveInteger: { type: 'integer', minimum: 0 },
  positiveIntegerDefault0: {
    allOf: [{ $ref: '#/definitions/positiveInteger' }, { default: 0 }],
  },
}

/**
 * Definitions of the schemas of namespaces and of objects.
 * Source: openstack/glance glance/api/v2/metadef_namespaces.py (get_schema_definitions).
 */
export const DEFINITIONS = {
  ...COUNTS,
  stringArray: { type: 'array', items: { type: 'string' }, uniqueItems: true },
  property: {
    type: 'object',
    additionalProperties: { type: 'object', required: ['title', 'type'], properties: PROPERTIES },
  },
}

const DEFINITIONS_OF_ONE = {
  ...COUNTS,
  stringArray: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
}

/** One property by itself. Source: glance/api/v2/metadef_properties.py. */
export const PROPERTY_SCHEMA = glanceSchema('property', PROPERTIES, {
  required: ['type', 'title', 'name'],
  definitions: DEFINITIONS_OF_ONE,
})

/** One that has its name elsewhere: it is the key in a map of them. */
export const NAMELESS_PROPERTY_SCHEMA = glanceSchema('property', PROPERTIES, {
  required: ['type', 'title'],
  definitions: DEFINITIONS_OF_ONE,
})

/** Times that a resource has, and nobody sets, described by these words. */
export function times(made: string, changed: string) {
  const time = (description: string) => ({
    type: 'string',
    readOnly: true,
    description,
    format: 'date-time',
  })
  return { created_at: time(made), updated_at: time(changed) }
}

/** Addresses that answers have. */
export const ADDRESSES = {
  schema: { readOnly: true, type: 'string' },
  self: { readOnly: true, type: 'string' },
}

/** What bodies of resources with addresses must not set. */
export const READ_ONLY = ['self', 'schema', 'created_at', 'updated_at']
/** The same of resources without. */
export const READ_ONLY_TIMES = ['created_at', 'updated_at']
