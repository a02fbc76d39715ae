/** Namespaces with what lies in them. */
import type { Fault } from '../../../kernel/faults.ts'
import { notFound } from '../../../kernel/faults.ts'
import type { RequestContext } from '../../../kernel/context.ts'
import type { Marker } from '../../../kernel/lists/request.ts'
import type { Lock, Search } from '../../../kernel/target.ts'
import type { Tx } from '../../../storage/database.ts'
import {
  objectStore,
  propertyStore,
  tagStore,
  unlessTaken,
  type MadeAt,
} from '../families/items.store.ts'
import { firstTaken } from '../names.ts'
import { OBJECT_FAULTS } from '../objects/object.ts'
import { PROPERTY_FAULTS } from '../properties/property.ts'
import { associationTaken } from '../resource-types/resource-type.ts'
import { associationsOf, insertAssociations } from '../resource-types/resource-types.store.ts'
import { TAG_FAULTS } from '../tags/tag.ts'
import { target, type ImageEnv } from '../../operation.ts'
import type { SentNamespace } from './namespace-body.ts'
import {
  factsOf,
  isVisible,
  namespaceNotFound,
  namespaceTaken,
  noSuchNamespace,
  notVisible,
  type Contents,
  type Namespace,
} from './namespace.ts'
import { findNamespace, insertNamespace } from './namespaces.store.ts'

/** What is said of one that is not there, and of one that the caller must not see. */
export interface NamespaceWords {
  absent(name: string): Fault
  hidden(name: string): Fault
}

export const WORDS_OF_SHOW: NamespaceWords = { absent: noSuchNamespace, hidden: () => notFound() }
export const WORDS_OF_OBJECTS: NamespaceWords = {
  absent: noSuchNamespace,
  hidden: namespaceNotFound,
}
export const USUAL_WORDS: NamespaceWords = { absent: namespaceNotFound, hidden: namespaceNotFound }

type NamespaceParams = { readonly namespace_name: string }

/** @throws 404 */
export async function visibleNamespace(
  tx: Tx,
  { params, ctx }: Pick<Search<Readonly<Record<string, string>>, ImageEnv>, 'params' | 'ctx'>,
  words: NamespaceWords,
  lock: Lock | undefined,
): Promise<Namespace> {
  const name = params['namespace_name']!
  const namespace = await findNamespace(tx, name, lock)
  if (namespace === undefined) throw words.absent(name)
  if (!isVisible(namespace, ctx)) throw words.hidden(name)
  return namespace
}

export function namespaceTarget(words: NamespaceWords) {
  return target<Namespace, NamespaceParams>({
    load: (tx, search) => visibleNamespace(tx, search, words, search.lock),
    missing: ({ namespace_name: name }) => words.absent(name),
    attributes: factsOf,
  })
}

/** @throws 409 where its name is taken, or one within it comes twice */
export async function createNamespace(tx: Tx, sent: SentNamespace, at: MadeAt): Promise<Namespace> {
  const { values, tags = [], objects = [], properties = {}, associations = [] } = sent
  const { namespace } = values
  const id = await unlessTaken(insertNamespace(tx, values, at), () => namespaceTaken(namespace))
  refuseTwice(associations, (name) => associationTaken(name, namespace))
  refuseTwice(objects, (name) => OBJECT_FAULTS.taken(name, namespace))
  const namedTags = tags.map((name) => ({ name }))
  refuseTwice(namedTags, (name) => TAG_FAULTS.taken(name, namespace))
  const namedProperties = Object.entries(properties).map(([name, schema]) => ({ name, schema }))
  refuseTwice(namedProperties, (name) => PROPERTY_FAULTS.taken(name, namespace))
  await insertAssociations(tx, id, associations, at)
  await objectStore.insert(tx, id, objects, at)
  await tagStore.insert(tx, id, namedTags, at)
  await propertyStore.insert(tx, id, namedProperties, at)
  return { id, ...values, ...at }
}

function refuseTwice(
  items: readonly { readonly name: string }[],
  taken: (name: string) => Fault,
): void {
  const name = firstTaken(items.map((item) => item.name))
  if (name !== undefined) throw taken(name)
}

export async function contentsOf(tx: Tx, id: number): Promise<Contents> {
  const properties = await propertyStore.of(tx, id)
  const tags = await tagStore.of(tx, id)
  return {
    associations: (await associationsOf(tx, [id])).get(id) ?? [],
    properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])),
    objects: await objectStore.of(tx, id),
    // The newest first, as in their list.
    tags: tags.map(({ name }) => name).reverse(),
  }
}

/**
 * Where a page begins that comes after this namespace.
 * @throws 404 where there is none, 403 where the caller must not see it
 */
export async function markerIn(tx: Tx, ctx: RequestContext, name: string): Promise<Marker> {
  if (name === '') throw notFound('Metadata definition namespace not found for id=')
  const namespace = await findNamespace(tx, name)
  if (namespace === undefined) throw noSuchNamespace(name)
  if (!isVisible(namespace, ctx)) throw notVisible(name)
  return { id: name, as: 'row' }
}
