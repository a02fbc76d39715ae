/**
 * The six calls on the metadata of a resource, written once for volumes and snapshots.
 * Source: openstack/cinder cinder/api/v3/volume_metadata.py, snapshot_metadata.py.
 */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { etagOf, requireMatch } from '../../kernel/etag.ts'
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { Reply, type Operation } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { dumps } from '../../kernel/python.ts'
import type { Lock } from '../../kernel/target.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { MV } from '../microversions.ts'
import { operation, target } from '../operation.ts'
import { changeMetadata, toRecord, type MetadataBodies, type MetadataItem } from './metadata.ts'

export interface MetadataFamily<Owner> {
  /** Begins the ids of the operations: `volumes`. */
  readonly resource: string
  /** For summaries: `a volume`. */
  readonly what: string
  /** `/volumes/{volume_id}`. */
  readonly path: string
  /** `volume_id`. */
  readonly parameter: string
  readonly rules: Readonly<Record<'read' | 'create' | 'update' | 'delete', PolicyRule>>
  readonly bodies: MetadataBodies
  /** From 3.15 on a volume's metadata have an entity tag, which changes heed. */
  readonly hasEtags: boolean
  /** In which order the answer to a change has the items. */
  readonly answers: 'changes first' | 'as stored'
  /**
   * The resource and its metadata, undefined to those who may not see it too. With a lock, nobody
   * else changes either until the transaction ends.
   */
  find(
    tx: Tx,
    ctx: RequestContext,
    id: string,
    lock: Lock | undefined,
  ): Promise<Found<Owner> | undefined>
  missing(id: string): Fault
  attributes(owner: Owner): Record<string, unknown>
  /** @throws 400 where the state of the resource forbids a change */
  refuseChange?(owner: Owner, doing: 'Updating' | 'Deleting'): void
  noSuchKey(id: string, key: string): Fault
  write(tx: Tx, owner: Owner, items: readonly MetadataItem[]): Promise<void>
  remove(tx: Tx, owner: Owner, keys: readonly string[]): Promise<void>
}

export interface Found<Owner> {
  readonly owner: Owner
  /** In the order of their positions. */
  readonly items: readonly MetadataItem[]
}

type Params = Readonly<Record<string, string>>
type Items = Readonly<Record<string, string>>

const ONE = closed({ meta: T.Record(T.String(), T.String()) })
const ALL_SHOWN = closed({ metadata: T.Record(T.String(), T.String()) })

export function metadataOperations<Owner>(family: MetadataFamily<Owner>): Operation[] {
  return [...readers(family), ...writers(family), remover(family)]
}

function ownerTarget<Owner>(family: MetadataFamily<Owner>) {
  return target<Found<Owner>, Params>({
    load: (tx, { ctx, params, lock }) => family.find(tx, ctx, params[family.parameter]!, lock),
    missing: (params) => family.missing(params[family.parameter]!),
    attributes: ({ owner }) => family.attributes(owner),
  })
}

interface FoundItem<Owner> extends Found<Owner> {
  readonly item: MetadataItem
}

/**
 * One item of the resource. Whether it is there is asked before whether it may be removed, but
 * only of those who may read it.
 */
function itemTarget<Owner>(family: MetadataFamily<Owner>) {
  return target<FoundItem<Owner>, Params>({
    async load(tx, { ctx, params, lock }) {
      const id = params[family.parameter]!
      const found = await family.find(tx, ctx, id, lock)
      if (found === undefined) return undefined
      ctx.authorize(family.rules.read, family.attributes(found.owner))
      const item = found.items.find(({ key }) => key === params['key'])
      if (item === undefined) throw family.noSuchKey(id, params['key']!)
      return { ...found, item }
    },
    missing: (params) => family.missing(params[family.parameter]!),
    attributes: ({ owner }) => family.attributes(owner),
  })
}

function readers<Owner>(family: MetadataFamily<Owner>): Operation[] {
  const { resource, what, path, rules } = family
  return [
    operation({
      id: `${resource}.metadata.list`,
      method: 'GET',
      path: `${path}/metadata`,
      summary: `Show the metadata of ${what}`,
      policy: rules.read,
      target: ownerTarget(family),
      response: { 200: ALL_SHOWN },
      errors: [403, 404],
      handle({ ctx, target }) {
        const body = { metadata: toRecord(target.items) }
        if (!family.hasEtags || ctx.version < MV.ETAGS) return body
        return new Reply({ body, headers: { Etag: etagOf(dumps(body)) } })
      },
    }),
    operation({
      id: `${resource}.metadata.show`,
      method: 'GET',
      path: `${path}/metadata/{key}`,
      summary: `Show one item of the metadata of ${what}`,
      policy: rules.read,
      target: itemTarget(family),
      response: { 200: ONE },
      errors: [403, 404],
      handle: ({ target: { item } }) => ({ meta: toRecord([item]) }),
    }),
  ]
}

function writers<Owner>(family: MetadataFamily<Owner>): Operation[] {
  const { resource, what, path, rules, bodies } = family
  return [
    operation({
      id: `${resource}.metadata.create`,
      method: 'POST',
      path: `${path}/metadata`,
      summary: `Add items to the metadata of ${what}`,
      policy: rules.create,
      target: ownerTarget(family),
      body: bodies.all,
      response: { 200: ALL_SHOWN },
      errors: [400, ...refusals(family)],
      handle: async ({ tx, ctx, target, body }) => ({
        metadata: await change(family, tx, ctx, target, body.metadata, 'merge'),
      }),
    }),
    operation({
      id: `${resource}.metadata.replace`,
      method: 'PUT',
      path: `${path}/metadata`,
      summary: `Replace the metadata of ${what}`,
      policy: rules.update,
      target: ownerTarget(family),
      body: bodies.all,
      response: { 200: ALL_SHOWN },
      errors: [400, ...refusals(family)],
      handle: async ({ tx, ctx, target, body }) => ({
        metadata: await change(family, tx, ctx, target, body.metadata, 'replace'),
      }),
    }),
    operation({
      id: `${resource}.metadata.set`,
      method: 'PUT',
      path: `${path}/metadata/{key}`,
      summary: `Set one item of the metadata of ${what}`,
      policy: rules.update,
      target: ownerTarget(family),
      body: bodies.one,
      response: { 200: ONE },
      errors: [400, ...refusals(family)],
      async handle({ tx, ctx, params, target, body }) {
        const check = () => {
          if (!Object.hasOwn(body.meta, (params as Params)['key']!)) {
            throw badRequest('Request body and URI mismatch')
          }
        }
        await change(family, tx, ctx, target, body.meta, 'merge', check)
        return { meta: body.meta }
      },
    }),
  ]
}

function remover<Owner>(family: MetadataFamily<Owner>): Operation {
  return operation({
    id: `${family.resource}.metadata.delete`,
    method: 'DELETE',
    path: `${family.path}/metadata/{key}`,
    summary: `Remove one item of the metadata of ${family.what}`,
    policy: family.rules.delete,
    target: itemTarget(family),
    response: { 200: null },
    errors: [...(family.refuseChange ? [400] : []), ...refusals(family)],
    async handle({ tx, ctx, target: { owner, items, item } }) {
      checkEtag(family, ctx, items)
      family.refuseChange?.(owner, 'Deleting')
      await family.remove(tx, owner, [item.key])
    },
  })
}

/** @param check what else must hold, once the entity tag does */
async function change<Owner>(
  family: MetadataFamily<Owner>,
  tx: Tx,
  ctx: RequestContext,
  { owner, items }: Found<Owner>,
  asked: Items,
  how: 'merge' | 'replace',
  check: () => void = () => {},
): Promise<Items> {
  checkEtag(family, ctx, items)
  check()
  family.refuseChange?.(owner, 'Updating')
  const { writes, removes, result, stored } = changeMetadata(items, asked, how)
  if (removes.length > 0) await family.remove(tx, owner, removes)
  if (writes.length > 0) await family.write(tx, owner, writes)
  return family.answers === 'as stored' ? stored : result
}

/** Of every call that writes. */
function refusals<Owner>({ hasEtags }: MetadataFamily<Owner>): number[] {
  return hasEtags ? [403, 404, 412] : [403, 404]
}

/**
 * Upstream heeds `If-Match` on PUT only; here POST and DELETE heed it too.
 * @throws 412
 */
function checkEtag<Owner>(
  { hasEtags }: MetadataFamily<Owner>,
  ctx: RequestContext,
  items: readonly MetadataItem[],
): void {
  if (!hasEtags || ctx.version < MV.ETAGS) return
  requireMatch(ctx.headers['if-match'], () => etagOf(dumps({ metadata: toRecord(items) })))
}
