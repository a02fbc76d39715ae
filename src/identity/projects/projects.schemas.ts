/** Bodies of projects and domains (keystone/resource/schema.py). */
import { Type as T, type Static } from 'typebox'
import { IMMUTABLE_OPTION } from '../options.ts'
import { BOOLEAN, NULLABLE_ID, NULLABLE_TEXT, open, SHORT_NAME } from '../schemas.ts'

export const TAG = T.String({ minLength: 1, maxLength: 255, pattern: '^[^,/]*$' })

export const TAGS = T.Array(TAG, { maxItems: 80, uniqueItems: true })

const PROJECT_PROPERTIES = {
  description: T.Optional(NULLABLE_TEXT),
  domain_id: T.Optional(NULLABLE_ID),
  enabled: T.Optional(BOOLEAN),
  is_domain: T.Optional(BOOLEAN),
  parent_id: T.Optional(NULLABLE_ID),
  tags: T.Optional(TAGS),
  options: T.Optional(IMMUTABLE_OPTION),
}

const DOMAIN_PROPERTIES = {
  description: T.Optional(NULLABLE_TEXT),
  enabled: T.Optional(BOOLEAN),
  tags: T.Optional(TAGS),
  options: T.Optional(IMMUTABLE_OPTION),
}

export const NEW_PROJECT = open({ project: open({ name: SHORT_NAME, ...PROJECT_PROPERTIES }) })
export type NewProject = Static<typeof NEW_PROJECT>['project']

export const PROJECT_CHANGES = open({
  project: T.Object({ name: T.Optional(SHORT_NAME), ...PROJECT_PROPERTIES }, { minProperties: 1 }),
})
export type ProjectChanges = Static<typeof PROJECT_CHANGES>['project']

export const NEW_DOMAIN = open({
  domain: open({
    name: SHORT_NAME,
    ...DOMAIN_PROPERTIES,
    explicit_domain_id: T.Optional(T.String()),
  }),
})

export const DOMAIN_CHANGES = open({
  domain: T.Object({ name: T.Optional(SHORT_NAME), ...DOMAIN_PROPERTIES }, { minProperties: 1 }),
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
