/** Bodies of projects and domains (keystone/resource/schema.py). */
import { Type as T, type Static } from 'typebox'
import { IMMUTABLE_OPTION } from '../options.ts'
import { closed } from '../../kernel/view.ts'
import {
  DESCRIPTION,
  FLAG,
  ID,
  NULLABLE_ID,
  NULLABLE_TEXT,
  oddNamesFirst,
  open,
  SHORT_NAME,
} from '../schemas.ts'

export const TAG = T.String({ minLength: 1, maxLength: 255, pattern: '^[^,/]*$' })

export const TAGS = T.Array(TAG, { maxItems: 80, uniqueItems: true })

const CHANGES = {
  enabled: T.Optional(FLAG),
  name: T.Optional(SHORT_NAME),
  options: T.Optional(IMMUTABLE_OPTION),
  tags: T.Optional(TAGS),
}

const PROJECT = open({
  description: T.Optional(NULLABLE_TEXT),
  domain_id: T.Optional(NULLABLE_ID),
  enabled: T.Optional(FLAG),
  is_domain: T.Optional(FLAG),
  parent_id: T.Optional(NULLABLE_ID),
  name: SHORT_NAME,
  tags: T.Optional(TAGS),
  options: T.Optional(IMMUTABLE_OPTION),
})
export const NEW_PROJECT = oddNamesFirst(closed({ project: T.Optional(PROJECT) }))
export type NewProject = Static<typeof PROJECT>

const PROJECT_CHANGES_INSIDE = open({ description: T.Optional(NULLABLE_TEXT), ...CHANGES })
export const PROJECT_CHANGES = closed({ project: T.Optional(PROJECT_CHANGES_INSIDE) })
export type ProjectChanges = Static<typeof PROJECT_CHANGES_INSIDE>

export const NEW_DOMAIN = closed({
  domain: open({
    explicit_domain_id: T.Optional(ID),
    description: T.Optional(DESCRIPTION),
    ...CHANGES,
    name: SHORT_NAME,
  }),
})

export const DOMAIN_CHANGES = closed({
  domain: T.Object({ description: T.Optional(DESCRIPTION), ...CHANGES }, { minProperties: 1 }),
})

/** Attributes with a place of their own; what else a client sends is kept as extra. */
export const PLACE_ATTRIBUTES: ReadonlySet<string> = new Set([
  'id',
  'name',
  'domain_id',
  'description',
  'enabled',
  'parent_id',
  'is_domain',
  'tags',
  'options',
  'links',
  'explicit_domain_id',
])
