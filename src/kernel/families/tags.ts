/**
 * The six calls on the tags of a resource, all at once and one by one, as Identity has them for
 * projects, Compute for servers and Network for most of what it keeps.
 * Source: openstack/keystone keystone/api/projects.py (ProjectTagsResource, ProjectTagResource).
 */
import type { TSchema, TUnsafe } from 'typebox'
import type { Tx } from '../../storage/database.ts'
import type { RequestContext } from '../context.ts'
import type { Fault } from '../faults.ts'
import { Reply, type Check, type Operation, type operationFor } from '../operation.ts'
import type { PolicyRule } from '../policy.ts'
import { NO_PARAMETERS } from '../query.ts'
import type { Target } from '../target.ts'

type Params = Readonly<Record<string, string>>

export interface TagFamily<Env, Owner> {
  /** Begins the ids of the operations: `project_tags`. */
  readonly id: string
  /** For summaries: `a project`. */
  readonly what: string
  /** `/projects/{project_id}/tags`. */
  readonly path: string
  /** The parameter of the path that is a tag: `value`. */
  readonly parameter: string
  readonly rules: Readonly<
    Record<'list' | 'replace' | 'clear' | 'check' | 'add' | 'remove', PolicyRule>
  >
  readonly target: Target<Owner, Params, Env>
  /** What may be sent as all tags at once, and when that is looked at. */
  readonly body: TUnsafe<{ readonly tags?: readonly string[] }>
  readonly checks?: readonly Check[]
  readonly shape: TSchema
  show(tags: readonly string[], ctx: RequestContext): object
  of(tx: Tx, owner: Owner): Promise<readonly string[]>
  /** @returns them as they are stored */
  write(tx: Tx, owner: Owner, tags: readonly string[]): Promise<readonly string[]>
  /** @throws Fault where the tags of this one may not be changed so */
  refuseChange(owner: Owner, verb: 'create' | 'update' | 'delete'): void
  /** @throws 400 for what is no tag */
  refuseTag(tag: string): void
  /**
   * @param tags an empty object where none were sent
   * @throws 400 for what is no list of them, or has too many, or one twice
   */
  refuseTags(tags: readonly string[] | object): void
  noSuchTag(tag: string): Fault
  /** Where one that was added is. */
  location(owner: Owner, tag: string, ctx: RequestContext): string
}

/** @param operation that of the service */
export function tagOperations<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: TagFamily<Env, Owner>,
): Operation[] {
  return [...ofAll(operation, family), ...ofOne(operation, family)]
}

const EMPTY = { success: 204, response: { 204: null }, errors: [403, 404] } as const

function ofAll<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: TagFamily<Env, Owner>,
): Operation[] {
  const { id, what, path, rules, target, shape } = family
  return [
    operation({
      id: `${id}.list`,
      method: 'GET',
      path,
      summary: `List the tags of ${what}.`,
      policy: rules.list,
      target,
      query: NO_PARAMETERS,
      response: { 200: shape },
      errors: [403, 404],
      handle: async ({ tx, ctx, target: owner }) => family.show(await family.of(tx, owner), ctx),
    }),

    operation({
      id: `${id}.replace`,
      method: 'PUT',
      path,
      summary: `Replace the tags of ${what}.`,
      policy: rules.replace,
      target,
      ...(family.checks && { checks: family.checks }),
      body: family.body,
      response: { 200: shape },
      errors: [400, 403, 404],
      async handle({ tx, ctx, target: owner, body: { tags } }) {
        family.refuseTags(tags ?? {})
        family.refuseChange(owner, 'update')
        return family.show(await family.write(tx, owner, tags ?? []), ctx)
      },
    }),

    operation({
      ...EMPTY,
      id: `${id}.clear`,
      method: 'DELETE',
      path,
      summary: `Remove every tag of ${what}.`,
      policy: rules.clear,
      target,
      async handle({ tx, target: owner }) {
        family.refuseChange(owner, 'update')
        await family.write(tx, owner, [])
      },
    }),
  ]
}

function ofOne<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: TagFamily<Env, Owner>,
): Operation[] {
  const { id, what, rules, target, parameter } = family
  const path = `${family.path}/{${parameter}}`
  const tagIn = (params: Params): string => params[parameter]!
  /** @throws 404 where the owner has no such tag */
  const others = async (tx: Tx, owner: Owner, tag: string): Promise<string[]> => {
    const tags = await family.of(tx, owner)
    if (!tags.includes(tag)) throw family.noSuchTag(tag)
    return tags.filter((other) => other !== tag)
  }
  return [
    operation({
      ...EMPTY,
      id: `${id}.check`,
      method: 'GET',
      path,
      summary: `Check whether ${what} has a tag.`,
      policy: rules.check,
      target,
      async handle({ tx, target: owner, params }) {
        await others(tx, owner, tagIn(params))
      },
    }),

    operation({
      id: `${id}.add`,
      method: 'PUT',
      path,
      summary: `Add a tag to ${what}.`,
      policy: rules.add,
      target,
      success: 201,
      response: { 201: null },
      errors: [400, 403, 404],
      refuse: ({ params }) => family.refuseTag(tagIn(params)),
      async handle({ tx, ctx, target: owner, params }) {
        const tag = tagIn(params)
        family.refuseChange(owner, 'create')
        const tags = [...(await family.of(tx, owner)), tag]
        family.refuseTags(tags)
        await family.write(tx, owner, tags)
        return new Reply({ headers: { Location: family.location(owner, tag, ctx) } })
      },
    }),

    operation({
      ...EMPTY,
      id: `${id}.remove`,
      method: 'DELETE',
      path,
      summary: `Remove a tag from ${what}.`,
      policy: rules.remove,
      target,
      async handle({ tx, target: owner, params }) {
        family.refuseChange(owner, 'delete')
        await family.write(tx, owner, await others(tx, owner, tagIn(params)))
      },
    }),
  ]
}
