/** Resources that can have tags, as far as tags need to know them. */
import type { Caller } from '../caller.ts'
import { operationsOf, policyRule, type PolicyRule } from '../../kernel/policy.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import type { Verb } from '../policies.ts'

/** What is tagged, as its row says. */
export interface Tagged {
  readonly id: string
  readonly tags: readonly string[]
}

export interface Taggable {
  /** `networks`, as paths call it. */
  readonly collection: string
  /** By what is done with the tags. */
  readonly rules: Readonly<Record<Verb, PolicyRule>>
  find(tx: Tx, id: string, lock: Lock | undefined): Promise<Tagged | undefined>
  /** What rules see of it. */
  judged(call: { readonly tx: Tx; readonly ctx: Caller }, one: Tagged): Promise<object>
  change(tx: Tx, one: Tagged, tags: readonly string[], at: string): Promise<unknown>
}

/** What `Rows` of a resource with tags do. */
interface TaggedRows<R extends Tagged> {
  find(tx: Tx, id: string, visible: readonly [], lock: Lock | undefined): Promise<R | undefined>
  change(
    tx: Tx,
    now: R,
    changes: { readonly tags: readonly string[] },
    at: string,
  ): Promise<unknown>
}

interface TaggableOptions<R extends Tagged> {
  readonly resource: string
  readonly collection: string
  /** Where the resource hangs: `/networks`. */
  readonly path: string
  readonly rows: TaggedRows<R>
  readonly checks: Readonly<Record<Verb, string>>
  /** Beside what its row says: `network:project_id`, `shared`. */
  facts?(call: { readonly tx: Tx; readonly ctx: Caller }, row: R): Promise<object> | object
}

/** Declares that a resource has tags. */
export function taggable<R extends Tagged>(options: TaggableOptions<R>): Taggable {
  const { collection, rows, checks, facts } = options
  const rule = (verb: Verb) => tagRule(options, verb, checks[verb])
  return {
    collection,
    rules: {
      create: rule('create'),
      get: rule('get'),
      update: rule('update'),
      delete: rule('delete'),
    },
    find: (tx, id, lock) => rows.find(tx, id, [], lock),
    judged: async (call, one) => ({ ...one, ...(await facts?.(call, one as R)) }),
    change: (tx, one, tags, at) => rows.change(tx, one as R, { tags }, at),
  }
}

const METHODS = { create: 'POST', get: 'GET', update: 'PUT', delete: 'DELETE' } as const
const DONE = { create: 'Add', get: 'See', update: 'Set', delete: 'Take away' } as const

function tagRule(
  { resource, path }: { readonly resource: string; readonly path: string },
  verb: Verb,
  check: string,
): PolicyRule {
  const all = `${path}/{id}/tags`
  const method = METHODS[verb]
  const calls = [`${method} ${all}` as const]
  if (verb !== 'create') calls.push(`${method} ${all}/{tag_id}`)
  return policyRule({
    name: `${verb}_${resource}:tags`,
    check,
    description: `${DONE[verb]} tags of a ${resource.replaceAll('_', ' ')}.`,
    scopes: ['project'],
    operations: operationsOf(calls),
  })
}
