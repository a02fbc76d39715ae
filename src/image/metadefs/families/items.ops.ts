/**
 * The calls that objects, properties and tags of a namespace have alike
 * (glance/api/v2/metadef_objects.py, metadef_properties.py, metadef_tags.py). What each has by itself
 * is declared beside it.
 */
import type { TSchema } from 'typebox'
import type { BodyFormat } from '../../../kernel/body-format.ts'
import { isoTime } from '../../../kernel/clock.ts'
import type { Fault } from '../../../kernel/faults.ts'
import type { Operation } from '../../../kernel/operation.ts'
import type { PolicyRule } from '../../../kernel/policy.ts'
import { operation, targets } from '../../operation.ts'
import {
  namespaceTarget,
  visibleNamespace,
  type NamespaceWords,
} from '../namespaces/namespaces.usecase.ts'
import { factsOf, refuseProtected, type Namespace } from '../namespaces/namespace.ts'
import { DELETE_NAMESPACE, judging } from '../policies.ts'
import { unlessTaken, type Item, type ItemStore } from './items.store.ts'

type Named = { readonly name: string }
type Params = Readonly<Record<string, string>>
type Times = Pick<Item, 'created_at' | 'updated_at'>

export interface ItemFamily<Stored extends Item, Sent extends Named> {
  /** `object`, and what several are called in paths: `objects`. */
  readonly one: string
  readonly all: string
  readonly rules: Readonly<Record<'show' | 'create' | 'update' | 'delete' | 'clear', PolicyRule>>
  readonly namespace: NamespaceWords
  readonly store: ItemStore<Stored, Sent>
  readonly faults: ItemFaults
  /** Of answers. */
  readonly schema: TSchema
  /** As it is stored. */
  shown(item: Stored, namespace: string): object
  /** What the answers to POST and PUT show; the times of PUT are those before the change. */
  sent(sent: Sent, times: Times, namespace: string): object
}

export interface ItemFaults {
  missing(name: string): Fault
  taken(name: string, namespace: string): Fault
  /** Where one is renamed to the name of another. */
  takenByAnother(name: string, namespace: string): Fault
  /** Its namespace is protected. */
  protected(name: string): Fault
}

interface Found<Stored> {
  readonly namespace: Namespace
  readonly item: Stored
}

function pathOf({ all }: { readonly all: string }): string {
  return `/metadefs/namespaces/{namespace_name}/${all}`
}

/** The namespace is missed at once, the item after the policy. */
function itemTarget<Stored extends Item, Sent extends Named>(family: ItemFamily<Stored, Sent>) {
  const { one, namespace, store, faults } = family
  const nameIn = (params: Params) => params[`${one}_name`]!
  const missing = (params: Params) => faults.missing(nameIn(params))
  return targets<Found<Stored>, Params>({
    parts: {
      namespace: {
        load: (tx, search) => visibleNamespace(tx, search, namespace, search.lock && 'stay'),
        missing,
      },
      item: {
        load: (tx, { params, lock }) =>
          store.find(tx, { namespace: params['namespace_name']!, name: nameIn(params) }, lock),
        missing,
      },
    },
    whenMissing: 'last',
    attributes: (found) => factsOf(found.namespace!),
  })
}

export function createItem<Stored extends Item, Sent extends Named>(
  family: ItemFamily<Stored, Sent>,
  body: BodyFormat<Sent>,
): Operation {
  const { one, all, rules, store, faults } = family
  return operation({
    id: `metadef_${all}.create`,
    method: 'POST',
    path: pathOf(family),
    summary: `Create ${a(one)} in a namespace`,
    policy: rules.create,
    authorize: judging(rules.create),
    target: namespaceTarget(family.namespace),
    lock: 'stay',
    body,
    success: 201,
    response: { 201: family.schema },
    errors: [400, 403, 404, 409],
    async handle({ tx, env, target: { id, namespace }, body: sent }) {
      const at = isoTime(env.clock.now())
      const times = { created_at: at, updated_at: at }
      const insertion = store.insert(tx, id, [sent], times)
      await unlessTaken(insertion, () => faults.taken(sent.name, namespace))
      return family.sent(sent, times, namespace)
    },
  })
}

export function showItem<Stored extends Item, Sent extends Named>(
  family: ItemFamily<Stored, Sent>,
): Operation {
  const { one, all, rules, schema } = family
  return operation({
    id: `metadef_${all}.show`,
    method: 'GET',
    path: `${pathOf(family)}/{${one}_name}`,
    summary: `Show ${a(one)} of a namespace`,
    policy: rules.show,
    authorize: judging(rules.show),
    target: itemTarget(family),
    response: { 200: schema },
    errors: [403, 404],
    handle: ({ target: { namespace, item } }) => family.shown(item, namespace.namespace),
  })
}

export function updateItem<Stored extends Item, Sent extends Named>(
  family: ItemFamily<Stored, Sent>,
  body: BodyFormat<Sent>,
): Operation {
  const { one, all, rules, schema, store, faults } = family
  return operation({
    id: `metadef_${all}.update`,
    method: 'PUT',
    path: `${pathOf(family)}/{${one}_name}`,
    summary: `Replace ${a(one)} of a namespace`,
    policy: rules.update,
    authorize: judging(rules.update),
    target: itemTarget(family),
    lock: 'change',
    body,
    response: { 200: schema },
    errors: [400, 403, 404, 409],
    async handle({ tx, env, target: { namespace, item }, body: sent }) {
      const name = namespace.namespace
      const change = store.update(tx, item.id, sent, isoTime(env.clock.now()))
      await unlessTaken(change, () => faults.takenByAnother(sent.name, name))
      return family.sent(sent, item, name)
    },
  })
}

export function deleteItem<Stored extends Item, Sent extends Named>(
  family: ItemFamily<Stored, Sent>,
): Operation {
  const { one, all, rules, store, faults } = family
  return operation({
    id: `metadef_${all}.delete`,
    method: 'DELETE',
    path: `${pathOf(family)}/{${one}_name}`,
    summary: `Delete ${a(one)} of a namespace`,
    policy: rules.delete,
    authorize: judging(rules.delete),
    target: itemTarget(family),
    lock: 'change',
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, target: { namespace, item } }) {
      if (namespace.protected === 1) throw faults.protected(item.name)
      await store.delete(tx, item.id)
    },
  })
}

/** All at once: deleting the namespace must be allowed, whatever else is. */
export function clearItems<Stored extends Item, Sent extends Named>(
  family: ItemFamily<Stored, Sent>,
  { namespace }: { readonly namespace: NamespaceWords },
): Operation {
  const { all, store, rules } = family
  return operation({
    id: `metadef_${all}.clear`,
    method: 'DELETE',
    path: pathOf(family),
    summary: `Delete all ${all} of a namespace`,
    policy: rules.clear,
    authorize: judging(DELETE_NAMESPACE, rules.clear),
    target: namespaceTarget(namespace),
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, target }) {
      refuseProtected(target)
      await store.clear(tx, target.id)
    },
  })
}

function a(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
