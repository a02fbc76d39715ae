/** Schemas for clients that make forms of them, or check what users write. */
import { Type as T } from 'typebox'
import { AUTHENTICATED, type Operation } from '../../kernel/operation.ts'
import { NAMESPACE_SCHEMA } from '../metadefs/namespaces/namespace-schema.ts'
import { OBJECT_SCHEMA } from '../metadefs/objects/object.ts'
import { NAMELESS_PROPERTY_SCHEMA, PROPERTY_SCHEMA } from '../metadefs/property-schema.ts'
import { ASSOCIATION_SCHEMA } from '../metadefs/resource-types/resource-type.ts'
import { TAG_SCHEMA } from '../metadefs/tags/tag.ts'
import { operation } from '../operation.ts'
import { TASK_SCHEMA, TASKS_SCHEMA } from '../tasks/task.ts'
import { IMAGE_SCHEMA, IMAGES_SCHEMA } from './image-schema.ts'
import { MEMBER_SCHEMA } from './member-schema.ts'
import {
  collectionSchema,
  mapSchema,
  minimalCollectionSchema,
  minimalSchema,
  type GlanceSchema,
} from './schema.ts'

/** By the path after `/schemas/`. */
const SCHEMAS: Readonly<Record<string, GlanceSchema>> = {
  image: IMAGE_SCHEMA,
  images: IMAGES_SCHEMA,
  member: minimalSchema(MEMBER_SCHEMA),
  members: minimalCollectionSchema('members', MEMBER_SCHEMA),
  task: minimalSchema(TASK_SCHEMA),
  tasks: TASKS_SCHEMA,
  'metadefs/namespace': NAMESPACE_SCHEMA,
  'metadefs/namespaces': collectionSchema('namespaces', NAMESPACE_SCHEMA),
  'metadefs/resource_type': ASSOCIATION_SCHEMA,
  'metadefs/resource_types': collectionSchema('resource_type_associations', ASSOCIATION_SCHEMA),
  'metadefs/property': PROPERTY_SCHEMA,
  'metadefs/properties': mapSchema('properties', NAMELESS_PROPERTY_SCHEMA),
  'metadefs/object': OBJECT_SCHEMA,
  'metadefs/objects': collectionSchema('objects', OBJECT_SCHEMA),
  'metadefs/tag': TAG_SCHEMA,
  'metadefs/tags': collectionSchema('tags', TAG_SCHEMA),
}

export const schemaOperations: Operation[] = Object.entries(SCHEMAS).map(([path, schema]) =>
  operation({
    id: `schemas.${path.replace('/', '_')}`,
    method: 'GET',
    path: `/schemas/${path}`,
    summary: `Show the schema of ${path.replace('/', ' ').replace('_', ' ')}`,
    policy: AUTHENTICATED,
    transaction: 'none',
    response: { 200: T.Record(T.String(), T.Unknown()) },
    errors: [],
    handle: () => schema,
  }),
)
