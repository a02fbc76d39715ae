/** Bodies of regions (keystone/catalog/schema.py). */
import { Type as T, type Static } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { DESCRIPTION, open, upstream } from '../schemas.ts'

const idOfLength = (minLength: number) =>
  T.Optional(upstream<string | null>({ type: ['string', 'null'], minLength, maxLength: 255 }))

const NEW_REGION_PROPERTIES = open({
  description: T.Optional(DESCRIPTION),
  id: idOfLength(0),
  parent_region_id: idOfLength(1),
})
export const NEW_REGION = open({ region: NEW_REGION_PROPERTIES })
export const REGION_CHANGES = closed({
  region: T.Object(
    {
      description: T.Optional(DESCRIPTION),
      id: idOfLength(1),
      parent_region_id: idOfLength(1),
    },
    { minProperties: 1 },
  ),
})

export const REGION_ATTRIBUTES = new Set(['id', 'description', 'parent_region_id', 'links'])

export type NewRegion = Static<typeof NEW_REGION_PROPERTIES>
export type RegionChanges = Static<typeof REGION_CHANGES>['region'] & { readonly id?: unknown }
