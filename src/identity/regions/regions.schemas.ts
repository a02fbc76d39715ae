import { Type as T, type Static } from 'typebox'
import { NULLABLE_TEXT, open } from '../schemas.ts'

const PROPERTIES = {
  description: T.Optional(NULLABLE_TEXT),
  parent_region_id: T.Optional(NULLABLE_TEXT),
}
const NEW_REGION_PROPERTIES = open({ ...PROPERTIES, id: T.Optional(T.String()) })
export const NEW_REGION = open({ region: NEW_REGION_PROPERTIES })
export const REGION_CHANGES = open({ region: T.Object(PROPERTIES, { minProperties: 1 }) })

export const REGION_ATTRIBUTES = new Set(['id', 'description', 'parent_region_id', 'links'])

export type NewRegion = Static<typeof NEW_REGION_PROPERTIES>
export type RegionChanges = Static<typeof REGION_CHANGES>['region'] & { readonly id?: unknown }
