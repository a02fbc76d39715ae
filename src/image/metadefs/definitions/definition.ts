/** How the definitions are written that a new cloud begins with. */
import type { PropertyType, PropertyTypes } from '../property-type.ts'
import type { SentAssociation } from '../resource-types/resource-type.ts'

export interface Definition {
  readonly namespace: string
  readonly display_name: string
  readonly description: string
  readonly associations: readonly SentAssociation[]
  readonly properties?: PropertyTypes
  readonly objects?: readonly {
    readonly name: string
    readonly description: string
    readonly properties: PropertyTypes
  }[]
}

const IMAGE = 'OS::Glance::Image'
const VOLUME = 'OS::Cinder::Volume'
export const FLAVOR = 'OS::Nova::Flavor'
export const AGGREGATE = 'OS::Nova::Aggregate'

/** Of volumes it is the metadata of their image that counts. */
const OF_IMAGE = { properties_target: 'image' }

/** Properties of images alone. */
export const ON_IMAGES: readonly SentAssociation[] = [{ name: IMAGE }]

export const ON_IMAGES_AND_VOLUMES: readonly SentAssociation[] = [
  { name: IMAGE },
  { name: VOLUME, ...OF_IMAGE },
]

/** Properties that a flavor can ask for as well, under names of its own. */
export const ON_HARDWARE: readonly SentAssociation[] = [
  { name: IMAGE, prefix: 'hw_' },
  { name: VOLUME, prefix: 'hw_', ...OF_IMAGE },
  { name: FLAVOR, prefix: 'hw:' },
]

export const choice = (
  title: string,
  description: string,
  values: readonly string[],
): PropertyType => ({ type: 'string', title, description, enum: values })

export const flag = (title: string, description: string): PropertyType => ({
  type: 'boolean',
  title,
  description,
})

export const text = (title: string, description: string): PropertyType => ({
  type: 'string',
  title,
  description,
})

/** A number that is not negative. */
export const count = (title: string, description: string, minimum = 0): PropertyType => ({
  type: 'integer',
  title,
  description,
  minimum,
})
