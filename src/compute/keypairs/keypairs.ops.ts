import { Type as T, type TSchema } from 'typebox'
import { isoTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { Reply, since } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { closed, many, one } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { novaList, novaQuery } from '../lists.ts'
import { operation } from '../operation.ts'
import { KEYPAIR_NAME, KEYPAIR_NAME_WIDER, NAME_WITH_SPACES } from '../parameters.ts'
import { keypairNotFound, type KeypairType } from './keypair.ts'
import { createdKeypair, keypairView, listedKeypair } from './keypair.view.ts'
import { deleteKeypair, pageOfKeypairs } from './keypairs.store.ts'
import { askedUser, generateKeypair, getKeypair, importKeypair } from './keypairs.usecase.ts'
import * as policies from './policies.ts'

const USER = {
  user_id: { schema: T.String(), from: MV.KEYPAIRS_OF_OTHERS, mayRepeat: true },
} as const
const ONE_QUERY = novaQuery({ strictFrom: MV.STRICT_QUERIES, parameters: USER })

/** The policy sees whose keys they are, and no project. */
function judgedOnUser(rule: PolicyRule) {
  return {
    policy: rule,
    authorize: ({ ctx }: { ctx: RequestContext }) =>
      ctx.authorize(rule, { user_id: askedUser(ctx) }),
  }
}

export const listKeypairs = operation({
  id: 'keypairs.list',
  method: 'GET',
  path: '/os-keypairs',
  summary: 'List key pairs',
  ...judgedOnUser(policies.LIST),
  query: novaList({
    pagedFrom: MV.KEYPAIR_PAGES,
    strictFrom: MV.STRICT_QUERIES,
    parameters: USER,
    pagesMayRepeat: true,
    markerMissing: (id) => badRequest(`Marker ${id} could not be found.`),
  }),
  response: { 200: many('keypairs', listedKeypair) },
  errors: [400, 403],
  async handle({ tx, ctx, query }) {
    const page = await pageOfKeypairs(tx, askedUser(ctx), query)
    const keypairs = page.map((keypair) => listedKeypair.render(keypair, ctx))
    const links = nextLinks(
      query,
      page.map(({ name }) => name),
    )
    return links === undefined ? { keypairs } : { keypairs, keypairs_links: links }
  },
})

interface Sent {
  readonly keypair: {
    readonly name: string
    readonly type?: KeypairType
    readonly public_key?: string
    readonly user_id?: string
  }
}

const sent = (keypair: Readonly<Record<string, TSchema>>) =>
  T.Unsafe<Sent>(closed({ keypair: closed(keypair) }))

const PUBLIC_KEY = { public_key: T.Optional(T.String()) }
const TYPE = { type: T.Optional(T.Unsafe<KeypairType>({ type: 'string', enum: ['ssh', 'x509'] })) }
const OWNER = { user_id: T.Optional(T.String()) }

export const createKeypair = operation({
  id: 'keypairs.create',
  method: 'POST',
  path: '/os-keypairs',
  summary: 'Import or create a key pair',
  policy: policies.CREATE,
  judgedOn: ({ ctx, body }) => ({ user_id: ownerOf(ctx, body as Sent) }),
  body: since({
    '2.0': sent({ name: NAME_WITH_SPACES, ...PUBLIC_KEY }),
    '2.1': sent({ name: KEYPAIR_NAME, ...PUBLIC_KEY }),
    '2.2': sent({ name: KEYPAIR_NAME, ...TYPE, ...PUBLIC_KEY }),
    '2.10': sent({ name: KEYPAIR_NAME, ...TYPE, ...PUBLIC_KEY, ...OWNER }),
    '2.92': sent({ name: KEYPAIR_NAME_WIDER, ...TYPE, public_key: T.String(), ...OWNER }),
  }),
  // Making a key takes a while.
  transaction: 'none',
  success: 201,
  response: { 200: one('keypair', createdKeypair), 201: one('keypair', createdKeypair) },
  errors: [400, 403, 409],
  async handle({ ctx, env, body }) {
    const { name, type = 'ssh', public_key: publicKey } = body.keypair
    const userId = ownerOf(ctx, body)
    const named = { userId, name: name.trim(), type, createdAt: isoTime(env.clock.now()) }
    const made =
      publicKey === undefined
        ? await generateKeypair(env, ctx, named)
        : await importKeypair(env, ctx, { ...named, publicKey })
    const status = ctx.version < MV.KEYPAIR_TYPES ? 200 : 201
    return new Reply({ status, body: { keypair: createdKeypair.render(made, ctx) } })
  },
})

/** Below 2.10 no body names a user. */
function ownerOf(ctx: RequestContext, { keypair }: Sent): string {
  return keypair.user_id || ctx.userId
}

export const showKeypair = operation({
  id: 'keypairs.show',
  method: 'GET',
  path: '/os-keypairs/{keypair_name}',
  summary: 'Show a key pair',
  ...judgedOnUser(policies.SHOW),
  query: ONE_QUERY,
  response: { 200: one('keypair', keypairView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, params }) {
    const keypair = await getKeypair(tx, ctx, params.keypair_name)
    return { keypair: keypairView.render(keypair, ctx) }
  },
})

export const deleteAKeypair = operation({
  id: 'keypairs.delete',
  method: 'DELETE',
  path: '/os-keypairs/{keypair_name}',
  summary: 'Delete a key pair',
  ...judgedOnUser(policies.DELETE),
  query: ONE_QUERY,
  success: 204,
  response: { 202: null, 204: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, params: { keypair_name: name } }) {
    const userId = askedUser(ctx)
    if (!(await deleteKeypair(tx, userId, name))) throw keypairNotFound(name, userId)
    return new Reply({ status: ctx.version < MV.KEYPAIR_TYPES ? 202 : 204 })
  },
})

export const keypairOperations = [listKeypairs, createKeypair, showKeypair, deleteAKeypair]
