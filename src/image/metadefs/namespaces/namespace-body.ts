/** Bodies that make and change namespaces, with all that lies in them. */
import { readJson } from '../../../kernel/body-format.ts'
import type { RequestContext } from '../../../kernel/context.ts'
import { objectIn } from '../../bodies.ts'
import { bodySchema, refuseReadOnly, refuseUnfit } from '../../schemas/schema.ts'
import { objectOf, type SentObject } from '../objects/object.ts'
import { READ_ONLY } from '../property-schema.ts'
import { propertyTypes, type PropertyTypes } from '../property-type.ts'
import { associationOf, type SentAssociation } from '../resource-types/resource-type.ts'
import { TAG_SCHEMA } from '../tags/tag.ts'
import { NAMESPACE_SCHEMA } from './namespace-schema.ts'
import type { NamespaceValues } from './namespace.ts'

type Sent = Readonly<Record<string, unknown>>

/** What is not sent is undefined. */
export interface SentNamespace {
  readonly values: NamespaceValues
  readonly associations: readonly SentAssociation[] | undefined
  readonly properties: PropertyTypes | undefined
  readonly objects: readonly SentObject[] | undefined
  readonly tags: readonly string[] | undefined
}

/** @throws 400, 403 */
function sentNamespace(sent: unknown, ctx: RequestContext): SentNamespace {
  const body = objectIn(sent)
  refuseReadOnly(body, READ_ONLY)
  refuseUnfit(NAMESPACE_SCHEMA, body)
  const items = <T>(name: string, read: (item: Sent) => T) =>
    (body[name] as readonly Sent[] | undefined)?.map(read)
  const properties = body['properties'] as Readonly<Record<string, Sent>> | undefined
  return {
    values: valuesOf(body, ctx),
    associations: items('resource_type_associations', associationOf),
    properties: properties && propertyTypes(properties),
    objects: items('objects', objectOf),
    tags: items('tags', tagOf),
  }
}

function valuesOf(body: Sent, ctx: RequestContext): NamespaceValues {
  const text = (name: string) => body[name] as string | undefined
  return {
    namespace: text('namespace')!,
    display_name: text('display_name') ?? null,
    description: text('description') ?? null,
    visibility: text('visibility') ?? 'private',
    protected: Number(body['protected'] ?? false),
    owner: text('owner') ?? ctx.token.projectId ?? '',
  }
}

/** Times that an exported tag has are not looked at. */
function tagOf({ created_at: _, updated_at: __, ...tag }: Sent): string {
  refuseUnfit(TAG_SCHEMA, tag)
  return tag['name'] as string
}

export const NAMESPACE_BODY = readJson(bodySchema(NAMESPACE_SCHEMA), sentNamespace)
