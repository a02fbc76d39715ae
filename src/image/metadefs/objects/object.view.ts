import { Type as T } from 'typebox'
import { closed } from '../../../kernel/view.ts'
import { shownTime } from '../../times.ts'
import type { StoredObject } from '../families/items.store.ts'
import { addressOf } from '../namespaces/namespace.ts'
import { PROPERTY_TYPES } from '../property-type.ts'
import type { SentObject } from './object.ts'

const TEXT = T.String()

/** Within a namespace that was just made, an object has neither times nor addresses. */
export const OBJECT = closed({
  name: TEXT,
  required: T.Optional(T.Array(TEXT)),
  description: T.Optional(TEXT),
  properties: T.Optional(PROPERTY_TYPES),
  created_at: T.Optional(TEXT),
  updated_at: T.Optional(TEXT),
  self: T.Optional(TEXT),
  schema: T.Optional(TEXT),
})

type Times = Pick<StoredObject, 'created_at' | 'updated_at'>

/** What an answer to POST or PUT shows: what was sent. */
export function sentObjectView(sent: SentObject, times: Times, namespace: string) {
  return {
    name: sent.name,
    required: sent.required,
    description: sent.description,
    properties: sent.properties,
    created_at: shownTime(times.created_at),
    updated_at: times.updated_at === null ? undefined : shownTime(times.updated_at),
    self: `${addressOf(namespace)}/objects/${sent.name}`,
    schema: '/v2/schemas/metadefs/object',
  }
}

export function shownObject(object: StoredObject, namespace: string) {
  const { description, ...others } = object
  const sent = { ...others, ...(description !== null && { description }) }
  return sentObjectView(sent, object, namespace)
}
