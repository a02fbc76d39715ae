import { Type as T } from 'typebox'
import { closed } from '../../../kernel/view.ts'
import { shownTime } from '../../times.ts'
import { OBJECT, shownObject } from '../objects/object.view.ts'
import type { StoredObject } from '../families/items.store.ts'
import { prefixed, PROPERTY_TYPES, type PropertyTypes } from '../property-type.ts'
import { ASSOCIATION, shownAssociation } from '../resource-types/resource-type.view.ts'
import type { Association } from '../resource-types/resource-types.store.ts'
import type { SentNamespace } from './namespace-body.ts'
import { addressOf, type Contents, type Namespace } from './namespace.ts'

const TEXT = T.String()
export const NAME = closed({ name: TEXT })

export const NAMESPACE = closed({
  namespace: TEXT,
  display_name: T.Optional(TEXT),
  description: T.Optional(TEXT),
  visibility: T.Union([T.Literal('public'), T.Literal('private')]),
  protected: T.Boolean(),
  owner: TEXT,
  created_at: TEXT,
  updated_at: T.Optional(TEXT),
  resource_type_associations: T.Optional(T.Array(ASSOCIATION)),
  properties: T.Optional(PROPERTY_TYPES),
  objects: T.Optional(T.Array(OBJECT)),
  tags: T.Optional(T.Array(NAME)),
  self: TEXT,
  schema: TEXT,
})

/** What an answer shows of it: undefined is left out. */
interface Parts {
  readonly resource_type_associations?: readonly object[] | undefined
  readonly properties?: PropertyTypes | undefined
  readonly objects?: readonly object[] | undefined
  readonly tags?: readonly object[] | undefined
}

function shown(namespace: Namespace, parts: Parts) {
  return {
    namespace: namespace.namespace,
    display_name: namespace.display_name ?? undefined,
    description: namespace.description ?? undefined,
    visibility: namespace.visibility,
    protected: namespace.protected === 1,
    owner: namespace.owner,
    created_at: shownTime(namespace.created_at),
    updated_at: namespace.updated_at === null ? undefined : shownTime(namespace.updated_at),
    ...parts,
    self: addressOf(namespace.namespace),
    schema: '/v2/schemas/metadefs/namespace',
  }
}

/** As a list has it, and the answer to a change. */
export function shownNamespace(namespace: Namespace, associations: readonly Association[] = []) {
  return shown(namespace, {
    resource_type_associations: unlessEmpty(associations.map(shownAssociation)),
  })
}

/** As it was made: with what was sent, in the words in which it was sent. */
export function madeNamespace(namespace: Namespace, sent: SentNamespace) {
  return shown(namespace, {
    resource_type_associations: sent.associations,
    properties: sent.properties,
    objects: sent.objects,
    tags: sent.tags?.map((name) => ({ name })),
  })
}

/** @param prefix what names of properties begin with, for one resource type */
export function wholeNamespace(namespace: Namespace, contents: Contents, prefix: string) {
  const { associations, properties, objects, tags } = contents
  const { namespace: name } = namespace
  return shown(namespace, {
    resource_type_associations: unlessEmpty(associations.map(shownAssociation)),
    properties: Object.keys(properties).length === 0 ? undefined : prefixed(properties, prefix),
    objects: unlessEmpty(objects.map((object) => shownObject(withPrefix(object, prefix), name))),
    tags: unlessEmpty(tags.map((tag) => ({ name: tag }))),
  })
}

function withPrefix(object: StoredObject, prefix: string): StoredObject {
  const { required, properties } = object
  return {
    ...object,
    required: required.map((name) => prefix + name),
    properties: prefixed(properties, prefix),
  }
}

function unlessEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items
}
