/** Tags of every resource that has them: `/networks/{id}/tags`. */
import { Type as T } from 'typebox'
import type { Call } from '../../kernel/attributes/resource.ts'
import { requireRevision } from '../../kernel/attributes/revisions.ts'
import { readJson } from '../../kernel/body-format.ts'
import { notFound, PolicyRefusal, STOCK_MESSAGE } from '../../kernel/faults.ts'
import { AUTHENTICATED, Reply } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { floatingIpTagged } from '../floatingips/floatingips.tagged.usecase.ts'
import { segmentRangeTagged } from '../network-segment-ranges/segment-ranges.tagged.usecase.ts'
import { networkTagged } from '../networks/networks.tagged.usecase.ts'
import { routerTagged } from '../routers/routers.tagged.usecase.ts'
import { securityGroupTagged } from '../security-groups/security-groups.tagged.usecase.ts'
import { operation, target, type NetworkCall, type NetworkEnv } from '../operation.ts'
import { portTagged } from '../ports/ports.tagged.usecase.ts'
import { qosPolicyTagged } from '../qos/policies.tagged.usecase.ts'
import type { Verb } from '../policies.ts'
import { subnetpoolTagged } from '../subnetpools/subnetpools.tagged.usecase.ts'
import { subnetTagged } from '../subnets/subnets.tagged.usecase.ts'
import { secondsNow } from '../times.ts'
import { trunkTagged } from '../trunks/trunks.tagged.usecase.ts'
import type { Taggable, Tagged } from './taggable.ts'
import { replaceTags } from './tags.store.ts'
import { allowedTags, readTags, refuseLongTag, taggedNotFound, tagNotFound } from './tags.ts'

const KINDS = [
  networkTagged,
  routerTagged,
  floatingIpTagged,
  subnetTagged,
  subnetpoolTagged,
  securityGroupTagged,
  portTagged,
  trunkTagged,
  qosPolicyTagged,
  segmentRangeTagged,
]

/** By what paths call them. */
const TAGGABLE: ReadonlyMap<string, Taggable> = new Map(KINDS.map((one) => [one.collection, one]))

export const TAG_RULES = [...TAGGABLE.values()].flatMap(({ rules }) => Object.values(rules))

const PATH = '/{resource_type}/{resource_id}/tags'
const ONE = `${PATH}/{tag}` as const

interface Params {
  readonly resource_type: string
  readonly resource_id: string
}

/** Something with tags, and what kind of thing it is. */
interface Found {
  readonly kind: Taggable
  readonly one: Tagged
}

/** Any that there is: whether the caller may see its tags its rules decide. */
const tagged = target<Found, Params>({
  async load(tx, { params, lock }) {
    const kind = TAGGABLE.get(params.resource_type)
    if (kind === undefined) throw notFound(STOCK_MESSAGE[404], { type: 'HTTPNotFound' })
    const one = await kind.find(tx, params.resource_id, lock)
    return one && { kind, one }
  },
  missing: ({ resource_type: collection, resource_id: id }) => taggedNotFound(collection, id),
  attributes: () => ({}),
})

/** @throws PolicyRefusal */
async function requireRule(call: NetworkCall, { kind, one }: Found, verb: Verb): Promise<void> {
  const rule = kind.rules[verb]
  if (call.ctx.allows(rule, { ...(await kind.judged(call, one)) })) return
  throw new PolicyRefusal(rule.name, `rule:${rule.name} is disallowed by policy`)
}

/** Tags are a change of what has them, and held to its revision. @throws Fault 400, 412 */
async function setTags(
  { tx, ctx, env }: Call<NetworkEnv>,
  { kind, one }: Found,
  names: Iterable<string>,
): Promise<void> {
  const all = allowedTags(names, kind.collection)
  await replaceTags(tx, one.id, all)
  await kind.change(tx, one, all, secondsNow(env.clock))
  requireRevision(ctx, one)
}

const list = operation({
  id: 'tags.list',
  method: 'GET',
  path: PATH,
  summary: 'List the tags of a resource',
  policy: AUTHENTICATED,
  target: tagged,
  query: NO_PARAMETERS,
  response: { 200: closed({ tags: T.Array(T.String()) }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target: found }) {
    await requireRule({ tx, ctx, env }, found, 'get')
    return { tags: found.one.tags }
  },
})

const show = operation({
  id: 'tags.show',
  method: 'GET',
  path: ONE,
  summary: 'Say whether a resource has a tag',
  policy: AUTHENTICATED,
  target: tagged,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target: found, params }) {
    await requireRule({ tx, ctx, env }, found, 'get')
    if (!found.one.tags.includes(params.tag)) throw tagNotFound(params.tag)
  },
})

const TAGS = T.Object({ tags: T.Array(T.String()) })

const replace = operation({
  id: 'tags.replace',
  method: 'PUT',
  path: PATH,
  summary: 'Put tags in the place of those that a resource has',
  policy: AUTHENTICATED,
  target: tagged,
  body: readJson(TAGS, readTags),
  response: { 200: TAGS },
  errors: [400, 403, 404, 412],
  async handle({ tx, ctx, env, target: found, body }) {
    const call = { tx, ctx, env }
    await requireRule(call, found, 'update')
    await setTags(call, found, body.tags)
    return body
  },
})

const addSeveral = operation({
  id: 'tags.add_several',
  method: 'POST',
  path: PATH,
  summary: 'Give a resource tags beside those that it has',
  policy: AUTHENTICATED,
  target: tagged,
  lock: 'change',
  body: readJson(TAGS, readTags),
  response: { 200: TAGS },
  errors: [400, 403, 404, 412],
  async handle({ tx, ctx, env, target: found, body }) {
    const call = { tx, ctx, env }
    await requireRule(call, found, 'create')
    await setTags(call, found, [...found.one.tags, ...body.tags])
    return body
  },
})

const add = operation({
  id: 'tags.add',
  method: 'PUT',
  path: ONE,
  summary: 'Give a resource a tag',
  policy: AUTHENTICATED,
  target: tagged,
  success: 201,
  response: { 201: T.Null() },
  errors: [400, 403, 404, 412],
  async handle({ tx, ctx, env, target: found, params: { tag } }) {
    refuseLongTag(tag)
    const call = { tx, ctx, env }
    await requireRule(call, found, 'update')
    await setTags(call, found, [...found.one.tags, tag])
    return new Reply({ body: null })
  },
})

const remove = operation({
  id: 'tags.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Take a tag away from a resource',
  policy: AUTHENTICATED,
  target: tagged,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 412],
  async handle({ tx, ctx, env, target: found, params: { tag } }) {
    const call = { tx, ctx, env }
    await requireRule(call, found, 'delete')
    const { tags } = found.one
    if (!tags.includes(tag)) throw tagNotFound(tag)
    await setTags(
      call,
      found,
      tags.filter((one) => one !== tag),
    )
  },
})

const removeAll = operation({
  id: 'tags.delete_all',
  method: 'DELETE',
  path: PATH,
  summary: 'Take all tags away from a resource',
  policy: AUTHENTICATED,
  target: tagged,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 412],
  async handle({ tx, ctx, env, target: found }) {
    const call = { tx, ctx, env }
    await requireRule(call, found, 'delete')
    await setTags(call, found, [])
  },
})

export const tagOperations = [list, show, replace, addSeveral, add, remove, removeAll]
