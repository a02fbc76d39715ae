/** Source: glance/policies/metadef.py, glance/policies/base.py. */
import { notFound } from '../../kernel/faults.ts'
import type { Asked } from '../../kernel/operation.ts'
import { policyRule, type PolicyRule } from '../../kernel/policy.ts'

const METADEF_DEFAULT = policyRule({
  name: 'metadef_default',
  check: '',
  description: 'Who read metadata definitions in the years before the reader role.',
})

const METADEF_ADMIN = policyRule({
  name: 'metadef_admin',
  check: 'rule:context_is_admin',
  description: 'Who changes metadata definitions.',
})

const NAMESPACES = '/metadefs/namespaces'
const NAMESPACE = `${NAMESPACES}/{namespace_name}`

function reading(name: string, description: string, path: string): PolicyRule {
  return policyRule({
    name,
    check:
      'rule:context_is_admin or ' +
      "(role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
    description,
    scopes: ['project'],
    operations: [{ method: 'GET', path }],
  })
}

function changing(name: string, description: string, method: string, path: string): PolicyRule {
  return policyRule({
    name,
    check: 'rule:metadef_admin',
    description,
    scopes: ['project'],
    operations: [{ method, path }],
  })
}

export const GET_NAMESPACE = reading('get_metadef_namespace', 'Show a namespace.', NAMESPACE)
export const LIST_NAMESPACES = policyRule({
  name: 'get_metadef_namespaces',
  check: 'rule:context_is_admin or (role:reader and project_id:%(project_id)s)',
  description: 'List namespaces.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: NAMESPACES }],
})
export const ADD_NAMESPACE = changing(
  'add_metadef_namespace',
  'Create a namespace.',
  'POST',
  NAMESPACES,
)
export const MODIFY_NAMESPACE = changing(
  'modify_metadef_namespace',
  'Change a namespace.',
  'PUT',
  NAMESPACE,
)
export const DELETE_NAMESPACE = changing(
  'delete_metadef_namespace',
  'Delete a namespace, or all objects, properties or tags in it.',
  'DELETE',
  NAMESPACE,
)

const OBJECTS = `${NAMESPACE}/objects`
const OBJECT = `${OBJECTS}/{object_name}`
export const GET_OBJECT = reading('get_metadef_object', 'Show an object of a namespace.', OBJECT)
export const LIST_OBJECTS = reading(
  'get_metadef_objects',
  'List the objects of a namespace.',
  OBJECTS,
)
export const ADD_OBJECT = changing(
  'add_metadef_object',
  'Create an object in a namespace.',
  'POST',
  OBJECTS,
)
export const MODIFY_OBJECT = changing(
  'modify_metadef_object',
  'Change an object of a namespace.',
  'PUT',
  OBJECT,
)
export const DELETE_OBJECT = changing(
  'delete_metadef_object',
  'Delete an object of a namespace.',
  'DELETE',
  OBJECT,
)

const PROPERTIES = `${NAMESPACE}/properties`
const PROPERTY = `${PROPERTIES}/{property_name}`
export const GET_PROPERTY = reading(
  'get_metadef_property',
  'Show a property of a namespace.',
  PROPERTY,
)
export const LIST_PROPERTIES = reading(
  'get_metadef_properties',
  'List the properties of a namespace.',
  PROPERTIES,
)
export const ADD_PROPERTY = changing(
  'add_metadef_property',
  'Create a property in a namespace.',
  'POST',
  PROPERTIES,
)
export const MODIFY_PROPERTY = changing(
  'modify_metadef_property',
  'Change a property of a namespace.',
  'PUT',
  PROPERTY,
)
export const REMOVE_PROPERTY = changing(
  'remove_metadef_property',
  'Delete a property of a namespace.',
  'DELETE',
  PROPERTY,
)

const TAGS = `${NAMESPACE}/tags`
const TAG = `${TAGS}/{tag_name}`
export const GET_TAG = reading('get_metadef_tag', 'Show a tag of a namespace.', TAG)
export const LIST_TAGS = reading('get_metadef_tags', 'List the tags of a namespace.', TAGS)
export const ADD_TAG = changing('add_metadef_tag', 'Create a tag in a namespace.', 'POST', TAG)
export const ADD_TAGS = changing(
  'add_metadef_tags',
  'Create tags in a namespace, or replace them all.',
  'POST',
  TAGS,
)
export const MODIFY_TAG = changing('modify_metadef_tag', 'Change a tag of a namespace.', 'PUT', TAG)
export const DELETE_TAG = changing(
  'delete_metadef_tag',
  'Delete a tag of a namespace.',
  'DELETE',
  TAG,
)
export const DELETE_TAGS = changing(
  'delete_metadef_tags',
  'Delete all tags of a namespace.',
  'DELETE',
  TAGS,
)

const ASSOCIATIONS = `${NAMESPACE}/resource_types`
export const LIST_RESOURCE_TYPES = reading(
  'list_metadef_resource_types',
  'List resource types.',
  '/metadefs/resource_types',
)
export const GET_RESOURCE_TYPE = reading(
  'get_metadef_resource_type',
  'Show the resource types of a namespace.',
  ASSOCIATIONS,
)
export const ADD_ASSOCIATION = changing(
  'add_metadef_resource_type_association',
  'Associate a resource type with a namespace.',
  'POST',
  ASSOCIATIONS,
)
export const REMOVE_ASSOCIATION = changing(
  'remove_metadef_resource_type_association',
  'End the association of a resource type with a namespace.',
  'DELETE',
  `${ASSOCIATIONS}/{name}`,
)

/** Rules that no call has for its own. */
export const METADEF_RULES = [METADEF_DEFAULT, METADEF_ADMIN, GET_RESOURCE_TYPE]

/** What rules see of a namespace. */
export type NamespaceFacts = Record<string, unknown>

/**
 * What these rules refuse is a 403 to those who see the namespace, and to all others not there.
 * Source: glance/api/v2/policy.py (MetadefAPIPolicy).
 */
export function judging(...rules: readonly PolicyRule[]) {
  return ({ ctx }: Pick<Asked, 'ctx'>, namespace?: NamespaceFacts): void => {
    for (const rule of rules) {
      if (ctx.allows(rule, namespace)) continue
      if (!ctx.allows(GET_NAMESPACE, namespace)) throw notFound()
      ctx.authorize(rule, namespace)
    }
  }
}
