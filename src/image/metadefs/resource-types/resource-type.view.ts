import { Type as T } from 'typebox'
import { closed } from '../../../kernel/view.ts'
import { shownTime } from '../../times.ts'
import type { Association, ResourceType } from './resource-types.store.ts'

const TEXT = T.String()
const TIMES = { created_at: T.Optional(TEXT), updated_at: T.Optional(TEXT) }

export const RESOURCE_TYPE = closed({ name: TEXT, ...TIMES })

/** Within a namespace that was just made, one has no times. */
export const ASSOCIATION = closed({
  name: TEXT,
  prefix: T.Optional(TEXT),
  properties_target: T.Optional(TEXT),
  ...TIMES,
})

export function shownResourceType({ name, created_at, updated_at }: ResourceType) {
  return {
    name,
    created_at: shownTime(created_at),
    updated_at: updated_at === null ? undefined : shownTime(updated_at),
  }
}

export function shownAssociation(association: Association) {
  const { prefix, properties_target } = association
  const { name, ...times } = shownResourceType(association)
  return {
    name,
    prefix: prefix ?? undefined,
    properties_target: properties_target ?? undefined,
    ...times,
  }
}
