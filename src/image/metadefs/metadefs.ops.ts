/** Metadata definitions: what may be said of images, flavors, volumes and so on, for user interfaces. */
import { namespaceOperations } from './namespaces/namespaces.ops.ts'
import { objectOperations } from './objects/objects.ops.ts'
import { propertyOperations } from './properties/properties.ops.ts'
import { resourceTypeOperations } from './resource-types/resource-types.ops.ts'
import { metadefTagOperations } from './tags/tags.ops.ts'

export const metadefOperations = [
  ...namespaceOperations,
  ...objectOperations,
  ...propertyOperations,
  ...metadefTagOperations,
  ...resourceTypeOperations,
]
