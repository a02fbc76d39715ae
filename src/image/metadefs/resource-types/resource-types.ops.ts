import { Type as T } from 'typebox'
import { isoTime } from '../../../kernel/clock.ts'
import { NO_PARAMETERS } from '../../../kernel/query.ts'
import { closed } from '../../../kernel/view.ts'
import { operation } from '../../operation.ts'
import { unlessTaken } from '../families/items.store.ts'
import { factsOf } from '../namespaces/namespace.ts'
import { namespaceTarget, USUAL_WORDS } from '../namespaces/namespaces.usecase.ts'
import * as policies from '../policies.ts'
import {
  ASSOCIATION_BODY,
  associationProtected,
  associationTaken,
  noAssociationToDelete,
} from './resource-type.ts'
import {
  ASSOCIATION,
  RESOURCE_TYPE,
  shownAssociation,
  shownResourceType,
} from './resource-type.view.ts'
import {
  associationsOf,
  deleteAssociation,
  findAssociation,
  insertAssociations,
  listResourceTypes,
} from './resource-types.store.ts'

const PATH = '/metadefs/namespaces/{namespace_name}/resource_types'

const listTypes = operation({
  id: 'metadef_resource_types.list',
  method: 'GET',
  path: '/metadefs/resource_types',
  summary: 'List resource types',
  policy: policies.LIST_RESOURCE_TYPES,
  authorize: policies.judging(policies.LIST_RESOURCE_TYPES),
  query: NO_PARAMETERS,
  response: { 200: closed({ resource_types: T.Array(RESOURCE_TYPE) }) },
  errors: [403, 404],
  async handle({ tx }) {
    return { resource_types: (await listResourceTypes(tx)).map(shownResourceType) }
  },
})

const listAssociations = operation({
  id: 'metadef_resource_types.list_associations',
  method: 'GET',
  path: PATH,
  summary: 'List the resource types of a namespace',
  policy: policies.LIST_RESOURCE_TYPES,
  authorize: policies.judging(policies.LIST_RESOURCE_TYPES),
  target: namespaceTarget(USUAL_WORDS),
  query: NO_PARAMETERS,
  response: { 200: closed({ resource_type_associations: T.Array(ASSOCIATION) }) },
  errors: [403, 404],
  async handle({ tx, ctx, target }) {
    const mayShow = ctx.allows(policies.GET_RESOURCE_TYPE, factsOf(target))
    const associations = (await associationsOf(tx, [target.id])).get(target.id) ?? []
    return { resource_type_associations: mayShow ? associations.map(shownAssociation) : [] }
  },
})

const associate = operation({
  id: 'metadef_resource_types.associate',
  method: 'POST',
  path: PATH,
  summary: 'Associate a resource type with a namespace',
  policy: policies.ADD_ASSOCIATION,
  authorize: policies.judging(policies.ADD_ASSOCIATION),
  target: namespaceTarget(USUAL_WORDS),
  lock: 'stay',
  body: ASSOCIATION_BODY,
  success: 201,
  response: { 201: ASSOCIATION },
  errors: [400, 403, 404, 409],
  async handle({ tx, env, body, target: { id, namespace } }) {
    const at = isoTime(env.clock.now())
    const times = { created_at: at, updated_at: at }
    const insertion = insertAssociations(tx, id, [body], times)
    await unlessTaken(insertion, () => associationTaken(body.name, namespace))
    return { ...body, ...shownResourceType({ name: body.name, ...times }) }
  },
})

const endAssociation = operation({
  id: 'metadef_resource_types.end_association',
  method: 'DELETE',
  path: `${PATH}/{name}`,
  summary: 'End the association of a resource type with a namespace',
  policy: policies.REMOVE_ASSOCIATION,
  authorize: policies.judging(policies.REMOVE_ASSOCIATION),
  target: namespaceTarget(USUAL_WORDS),
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle({ tx, params, target }) {
    const association = await findAssociation(tx, target.id, params.name)
    if (association === undefined) throw noAssociationToDelete(params.name)
    if (target.protected === 1) throw associationProtected(association.name)
    await deleteAssociation(tx, association.id)
  },
})

export const resourceTypeOperations = [listTypes, listAssociations, associate, endAssociation]
