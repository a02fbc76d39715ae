/**
 * Resource types that properties of a namespace are for, with what the names of the properties begin
 * with there: `hw_` for images, `hw:` for flavors.
 */
import { readJson } from '../../../kernel/body-format.ts'
import { conflict, forbidden, notFound, type Fault } from '../../../kernel/faults.ts'
import { objectIn } from '../../bodies.ts'
import { bodySchema, glanceSchema, refuseReadOnly, refuseUnfit } from '../../schemas/schema.ts'
import { READ_ONLY_TIMES, times } from '../property-schema.ts'

/** Source: openstack/glance glance/api/v2/metadef_resource_types.py. */
export const ASSOCIATION_SCHEMA = glanceSchema(
  'resource_type_association',
  {
    name: {
      type: 'string',
      description:
        'Resource type names should be aligned with Heat resource types whenever possible: ' +
        'https://docs.openstack.org/heat/latest/template_guide/openstack.html',
      maxLength: 80,
    },
    prefix: {
      type: 'string',
      description:
        'Specifies the prefix to use for the given resource type. Any properties in the ' +
        'namespace should be prefixed with this prefix when being applied to the specified ' +
        'resource type. Must include prefix separator (e.g. a colon :).',
      maxLength: 80,
    },
    properties_target: {
      type: 'string',
      description:
        'Some resource types allow more than one key / value pair per instance.  For example, ' +
        'Cinder allows user and image metadata on volumes. Only the image properties metadata ' +
        'is evaluated by Nova (scheduling or drivers). This property allows a namespace target ' +
        'to remove the ambiguity.',
      maxLength: 80,
    },
    ...times(
      'Date and time of resource type association',
      'Date and time of the last resource type association modification',
    ),
  },
  { required: ['name'] },
)

export interface SentAssociation {
  readonly name: string
  readonly prefix?: string
  readonly properties_target?: string
}

type Sent = Readonly<Record<string, unknown>>

/** Times that an exported one has are not looked at. @throws 400 */
export function associationOf({ created_at: _, updated_at: __, ...sent }: Sent): SentAssociation {
  refuseUnfit(ASSOCIATION_SCHEMA, sent)
  return inOrder(sent)
}

export const ASSOCIATION_BODY = readJson(
  bodySchema(ASSOCIATION_SCHEMA),
  (sent): SentAssociation => {
    const body = objectIn(sent)
    refuseReadOnly(body, READ_ONLY_TIMES)
    refuseUnfit(ASSOCIATION_SCHEMA, body)
    return inOrder(body)
  },
)

function inOrder(sent: Sent): SentAssociation {
  const { name, prefix, properties_target } = sent as unknown as SentAssociation
  return {
    name,
    ...(prefix !== undefined && { prefix }),
    ...(properties_target !== undefined && { properties_target }),
  }
}

export function associationTaken(name: string, namespace: string): Fault {
  return conflict(
    `The metadata definition resource-type association of resource-type=${name} to ` +
      `namespace=${namespace} already exists.`,
  )
}

export function noAssociationToDelete(name: string): Fault {
  return notFound(`Failed to find resource type ${name} to delete`)
}

export function associationProtected(name: string): Fault {
  return forbidden(
    `Metadata definition resource-type-association ${name} is protected and cannot be deleted.`,
  )
}

export function noSuchResourceType(name: string): Fault {
  return notFound(`The metadata definition resource-type with name=${name}, was not found.`)
}

export function noSuchAssociation(name: string, namespace: string): Fault {
  return notFound(
    `The metadata definition resource-type association of resource-type=${name} to ` +
      `namespace=${namespace}, was not found.`,
  )
}
