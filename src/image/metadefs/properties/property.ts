/** Properties that lie in a namespace by themselves. */
import { readJson } from '../../../kernel/body-format.ts'
import { conflict, forbidden, notFound, type Fault } from '../../../kernel/faults.ts'
import { objectIn } from '../../bodies.ts'
import { bodySchema, refuseReadOnly, refuseUnfit } from '../../schemas/schema.ts'
import { PROPERTY_SCHEMA, READ_ONLY_TIMES } from '../property-schema.ts'
import { propertyType, type PropertyType } from '../property-type.ts'

/** Its name lies in its definition too, where it was sent in there. */
export interface NamedProperty {
  readonly name: string
  readonly schema: PropertyType
}

export const PROPERTY_BODY = readJson(bodySchema(PROPERTY_SCHEMA), (sent): NamedProperty => {
  const body = objectIn(sent)
  refuseReadOnly(body, READ_ONLY_TIMES)
  refuseUnfit(PROPERTY_SCHEMA, body)
  return { name: body['name'] as string, schema: propertyType(body) }
})

export const PROPERTY_FAULTS = {
  missing: (name: string): Fault => notFound(`Could not find property ${name}`),
  taken: (name: string, namespace: string): Fault =>
    conflict(
      `A metadata definition property with name=${name} already exists in namespace=${namespace}.`,
    ),
  takenByAnother: (name: string, namespace: string): Fault =>
    conflict(
      'Invalid update. It would result in a duplicate metadata definition property with the same ' +
        `name=${name} in namespace=${namespace}.`,
    ),
  protected: (name: string): Fault =>
    forbidden(`Metadata definition property ${name} is protected and cannot be deleted.`),
}

/**
 * The name of a property that is asked for as a resource type has it.
 * @throws 404 where it lacks the prefix, or there is none
 */
export function withoutPrefix(name: string, prefix: string | null): string {
  if (prefix && name.startsWith(prefix)) return name.slice(prefix.length)
  throw notFound(
    `Property ${name} does not start with the expected resource type association prefix of ` +
      `'${prefix ?? 'None'}'.`,
  )
}
