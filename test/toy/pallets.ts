/** Crates on pallets: each way in which an operation finds, locks and misses what it acts on. */
import { Type as T } from 'typebox'
import { badRequest, notFound } from '../../src/kernel/faults.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import { targetsFor, type Search } from '../../src/kernel/target.ts'
import type { Tx } from '../../src/storage/database.ts'
import { operation, target, type Crate, type ToyEnv } from './crates.ts'

const HANDLE = policyRule({ name: 'toy:pallets', check: 'project_id:%(project_id)s or role:admin' })

/** Notes each lock that is asked for. */
function crateOf<Name extends string>(parameter: Name) {
  type Params = { readonly [N in Name]: string }
  return {
    async load(_tx: Tx, { env, params, lock }: Search<Params, ToyEnv>): Promise<Crate | undefined> {
      const id = params[parameter]
      env.events.push(`${id}: ${lock}`)
      return env.crates.get(id)
    },
    missing: (params: Params) => notFound(`There is no ${params[parameter]}.`),
  }
}

const CRATE = crateOf('crate_id')

const crate = target<Crate, { readonly crate_id: string }>({
  ...CRATE,
  whenMissing: 'last',
  attributes: (found) => ({ project_id: found?.project_id ?? 'nowhere' }),
})

const crateAtOnce = target<Crate, { readonly crate_id: string }>({
  ...CRATE,
  attributes: ({ project_id }) => ({ project_id }),
})

interface Stack {
  readonly upper: Crate
  readonly lower: Crate
  /** Need not be there. */
  readonly sheet: Crate | undefined
}

const stack = targetsFor<ToyEnv>()<Stack, { readonly upper_id: string; readonly lower_id: string }>(
  {
    parts: {
      upper: crateOf('upper_id'),
      lower: crateOf('lower_id'),
      sheet: { load: async (_tx, { env }) => env.crates.get('sheet') },
    },
    whenMissing: 'last',
    attributes: ({ upper, lower }) => ({ project_id: (upper ?? lower)?.project_id ?? 'nowhere' }),
  },
)

const LABEL = T.Object({ label: T.String() })

const show = operation({
  id: 'pallets.show',
  method: 'GET',
  path: '/pallets/{crate_id}',
  summary: 'Show a crate to those who may know of it',
  policy: HANDLE,
  target: crate,
  response: { 200: LABEL },
  errors: [403, 404],
  handle: ({ target: { label } }) => ({ label }),
})

const showAtOnce = operation({
  id: 'pallets.show_at_once',
  method: 'GET',
  path: '/pallets/{crate_id}/label',
  summary: 'Show a crate, whose absence is no secret',
  policy: HANDLE,
  target: crateAtOnce,
  response: { 200: LABEL },
  errors: [403, 404],
  handle: ({ target: { label } }) => ({ label }),
})

const label = operation({
  id: 'pallets.label',
  method: 'PUT',
  path: '/pallets/{crate_id}',
  summary: 'Label a crate, but not with nothing',
  policy: HANDLE,
  target: crate,
  body: LABEL,
  response: { 200: LABEL },
  errors: [400, 403, 404],
  refuse({ body }) {
    if (body.label === '') throw badRequest('A label says something.')
  },
  handle: ({ body }) => body,
})

const put = operation({
  id: 'pallets.stack',
  method: 'PUT',
  path: '/pallets/{lower_id}/{upper_id}',
  summary: 'Put a crate on another',
  policy: HANDLE,
  target: stack,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle() {},
})

const weigh = operation({
  id: 'pallets.weigh',
  method: 'POST',
  path: '/pallets/{crate_id}/weight',
  summary: 'Weigh a crate, which takes long enough for somebody else to take or give it away',
  policy: HANDLE,
  target: crate,
  transaction: 'none',
  body: T.Object({ meanwhile: T.String() }),
  response: { 200: LABEL },
  errors: [403, 404],
  async handle({ env, target: { id }, reload, body }) {
    const { [id]: _taken, ...others } = Object.fromEntries(env.crates)
    const moved = { ...env.crates.get(id)!, project_id: 'elsewhere', label: 'moved' }
    env.crates.clear()
    const left = body.meanwhile === 'taken' ? others : { ...others, [id]: moved }
    for (const [key, value] of Object.entries(left)) env.crates.set(key, value)
    const { label: now } = await env.database.write(reload)
    return { label: now }
  },
})

const NAMED = T.Object({ crate_id: T.String() })
type Named = { readonly crate_id: string }

const bring = operation({
  id: 'pallets.bring',
  method: 'POST',
  path: '/pallets',
  summary: 'Bring a crate that the body names',
  policy: HANDLE,
  target: target<Crate, object>({
    load: async (_tx, { env, body }) => env.crates.get((body as Named).crate_id),
    missing: (_params, body) => notFound(`There is no ${(body as Named).crate_id}.`),
    attributes: ({ project_id }) => ({ project_id }),
  }),
  body: NAMED,
  response: { 200: LABEL },
  errors: [400, 403, 404],
  handle: ({ target: { label } }) => ({ label }),
})

export const palletOperations = [show, showAtOnce, label, put, weigh, bring]
