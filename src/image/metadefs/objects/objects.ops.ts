import { Type as T } from 'typebox'
import { closed } from '../../../kernel/view.ts'
import { operation } from '../../operation.ts'
import {
  clearItems,
  createItem,
  deleteItem,
  showItem,
  updateItem,
  type ItemFamily,
} from '../families/items.ops.ts'
import { objectStore, type StoredObject } from '../families/items.store.ts'
import { metadefList } from '../lists.ts'
import { factsOf } from '../namespaces/namespace.ts'
import { namespaceTarget, USUAL_WORDS, WORDS_OF_OBJECTS } from '../namespaces/namespaces.usecase.ts'
import * as policies from '../policies.ts'
import { CHANGED_OBJECT, NEW_OBJECT, OBJECT_FAULTS, type SentObject } from './object.ts'
import { OBJECT, sentObjectView, shownObject } from './object.view.ts'

const OBJECTS: ItemFamily<StoredObject, SentObject> = {
  one: 'object',
  all: 'objects',
  rules: {
    show: policies.GET_OBJECT,
    create: policies.ADD_OBJECT,
    update: policies.MODIFY_OBJECT,
    delete: policies.DELETE_OBJECT,
    clear: policies.DELETE_NAMESPACE,
  },
  namespace: WORDS_OF_OBJECTS,
  store: objectStore,
  faults: OBJECT_FAULTS,
  schema: OBJECT,
  shown: shownObject,
  sent: sentObjectView,
}

/** Parameters of pages are checked, and make no pages. */
const listObjects = operation({
  id: 'metadef_objects.list',
  method: 'GET',
  path: '/metadefs/namespaces/{namespace_name}/objects',
  summary: 'List the objects of a namespace',
  policy: policies.LIST_OBJECTS,
  authorize: policies.judging(policies.LIST_OBJECTS),
  target: namespaceTarget(WORDS_OF_OBJECTS),
  query: metadefList({ visibilities: ['public', 'private', 'shared'], limits: { least: 1 } }),
  ignoresBody: true,
  response: { 200: closed({ objects: T.Array(OBJECT), schema: T.String() }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target }) {
    const mayShow = ctx.allows(policies.GET_OBJECT, factsOf(target))
    const objects = mayShow ? await objectStore.of(tx, target.id) : []
    return {
      objects: objects.map((object) => shownObject(object, target.namespace)),
      // Without the slash that all other addresses begin with.
      schema: 'v2/schemas/metadefs/objects',
    }
  },
})

export const objectOperations = [
  listObjects,
  createItem(OBJECTS, NEW_OBJECT),
  showItem(OBJECTS),
  updateItem(OBJECTS, CHANGED_OBJECT),
  deleteItem(OBJECTS),
  clearItems(OBJECTS, { namespace: USUAL_WORDS }),
]
