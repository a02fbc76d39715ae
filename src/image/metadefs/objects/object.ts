/** Objects: properties that belong together, and which of them must be given. */
import { conflict, forbidden, notFound, type Fault } from '../../../kernel/faults.ts'
import { readJson } from '../../../kernel/body-format.ts'
import { objectIn } from '../../bodies.ts'
import { bodySchema, glanceSchema, refuseReadOnly, refuseUnfit } from '../../schemas/schema.ts'
import {
  ADDRESSES,
  DEFINITIONS,
  NAMELESS_PROPERTY_SCHEMA,
  READ_ONLY,
  times,
} from '../property-schema.ts'
import { propertyTypes, unknownAttribute, type PropertyTypes } from '../property-type.ts'

type Sent = Readonly<Record<string, unknown>>

/** Source: openstack/glance glance/api/v2/metadef_objects.py. */
export const OBJECT_SCHEMA = glanceSchema(
  'object',
  {
    name: { type: 'string', maxLength: 80 },
    description: { type: 'string' },
    required: { $ref: '#/definitions/stringArray' },
    properties: { $ref: '#/definitions/property' },
    ...ADDRESSES,
    ...times('Date and time of object creation', 'Date and time of the last object modification'),
  },
  { required: ['name'], definitions: DEFINITIONS },
)

/** What answers to POST and PUT show: what is not sent is left out. */
export interface SentObject {
  readonly name: string
  readonly required?: readonly string[]
  readonly description?: string
  readonly properties?: PropertyTypes
}

const ATTRIBUTES = ['name', 'required', 'description', 'properties']

/**
 * An object that fits its schema, or that of a namespace. What only the service sets is not looked at,
 * so that what was exported can be imported.
 * @throws 400
 */
export function objectOf(sent: Sent): SentObject {
  const unknown = Object.keys(sent).find(
    (name) => !ATTRIBUTES.includes(name) && !READ_ONLY.includes(name),
  )
  if (unknown !== undefined) throw unknownAttribute(unknown)
  refuseUnfit(OBJECT_SCHEMA, { ...(Object.hasOwn(sent, 'name') && { name: sent['name'] }) })
  const { properties } = sent
  const given = ATTRIBUTES.filter((name) => Object.hasOwn(sent, name))
  return {
    ...Object.fromEntries(given.map((name) => [name, sent[name]])),
    ...(properties !== undefined && { properties: propertyTypes(properties as never) }),
  } as unknown as SentObject
}

/** @throws 400, 403 */
function sentObject(sent: unknown, refuse: (properties: Sent) => void): SentObject {
  const body = objectIn(sent)
  refuseReadOnly(body, READ_ONLY)
  refuseUnfit(OBJECT_SCHEMA, body)
  refuse((body['properties'] ?? {}) as Sent)
  return objectOf(body)
}

export const NEW_OBJECT = readJson(bodySchema(OBJECT_SCHEMA), (sent) =>
  sentObject(sent, (properties) => {
    for (const type of Object.values(properties)) refuseUnfit(NAMELESS_PROPERTY_SCHEMA, type)
  }),
)

/** What changes an object looks less closely at its properties. */
export const CHANGED_OBJECT = readJson(bodySchema(OBJECT_SCHEMA), (sent) =>
  sentObject(sent, () => undefined),
)

export const OBJECT_FAULTS = {
  missing: (name: string): Fault => notFound(`Could not find metadata object ${name}`),
  taken: (name: string, namespace: string): Fault =>
    conflict(
      `A metadata definition object with name=${name} already exists in namespace=${namespace}.`,
    ),
  takenByAnother: (name: string, namespace: string): Fault =>
    conflict(
      'Invalid update. It would result in a duplicate metadata definition object with the same ' +
        `name=${name} in namespace=${namespace}.`,
    ),
  protected: (name: string): Fault =>
    forbidden(`Metadata definition object ${name} is protected and cannot be deleted.`),
}
