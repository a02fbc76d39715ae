import { Type as T } from 'typebox'
import { closed } from '../../../kernel/view.ts'
import { operation } from '../../operation.ts'
import {
  clearItems,
  createItem,
  deleteItem,
  updateItem,
  type ItemFamily,
} from '../families/items.ops.ts'
import { propertyStore, type StoredProperty } from '../families/items.store.ts'
import { factsOf } from '../namespaces/namespace.ts'
import { namespaceTarget, USUAL_WORDS } from '../namespaces/namespaces.usecase.ts'
import * as policies from '../policies.ts'
import { PROPERTY_TYPE, PROPERTY_TYPES } from '../property-type.ts'
import { prefixOf } from '../resource-types/resource-types.usecase.ts'
import { PROPERTY_BODY, PROPERTY_FAULTS, withoutPrefix, type NamedProperty } from './property.ts'

/** The name counts, and not what the definition says of it. */
function shown({ name, schema: { name: _, ...others } }: NamedProperty) {
  return { name, ...others }
}

const PROPERTIES: ItemFamily<StoredProperty, NamedProperty> = {
  one: 'property',
  all: 'properties',
  rules: {
    show: policies.GET_PROPERTY,
    create: policies.ADD_PROPERTY,
    update: policies.MODIFY_PROPERTY,
    delete: policies.REMOVE_PROPERTY,
    clear: policies.DELETE_NAMESPACE,
  },
  namespace: USUAL_WORDS,
  store: propertyStore,
  faults: PROPERTY_FAULTS,
  schema: PROPERTY_TYPE,
  shown,
  sent: shown,
}

const listProperties = operation({
  id: 'metadef_properties.list',
  method: 'GET',
  path: '/metadefs/namespaces/{namespace_name}/properties',
  summary: 'List the properties of a namespace',
  policy: policies.LIST_PROPERTIES,
  authorize: policies.judging(policies.LIST_PROPERTIES),
  target: namespaceTarget(USUAL_WORDS),
  response: { 200: closed({ properties: PROPERTY_TYPES }) },
  errors: [403, 404],
  async handle({ tx, target }) {
    const properties = await propertyStore.of(tx, target.id)
    return { properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])) }
  },
})

/** Asked for by the name that a resource type has for it, it is found by its own. */
const showProperty = operation({
  id: 'metadef_properties.show',
  method: 'GET',
  path: '/metadefs/namespaces/{namespace_name}/properties/{property_name}',
  summary: 'Show a property of a namespace',
  policy: policies.GET_PROPERTY,
  authorize: policies.judging(policies.GET_PROPERTY),
  target: namespaceTarget(USUAL_WORDS),
  query: T.Object({ resource_type: T.Optional(T.String()) }),
  ignoresBody: true,
  response: { 200: PROPERTY_TYPE },
  errors: [403, 404],
  async handle({ tx, ctx, params, query, target: { namespace, ...facts } }) {
    let { property_name: name } = params
    if (query.resource_type) {
      policies.judging(policies.GET_RESOURCE_TYPE)({ ctx }, factsOf(facts))
      name = withoutPrefix(name, await prefixOf(tx, query.resource_type, { namespace, ...facts }))
    }
    const property = await propertyStore.find(tx, { namespace, name })
    if (property === undefined) throw PROPERTY_FAULTS.missing(name)
    return shown(property)
  },
})

export const propertyOperations = [
  listProperties,
  createItem(PROPERTIES, PROPERTY_BODY),
  showProperty,
  updateItem(PROPERTIES, PROPERTY_BODY),
  deleteItem(PROPERTIES),
  clearItems(PROPERTIES, { namespace: USUAL_WORDS }),
]
