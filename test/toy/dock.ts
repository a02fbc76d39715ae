/** A second service of the toy, which calls the first: ships take crates on board. */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../src/kernel/context.ts'
import { faultsByStatus, fieldMessage } from '../../src/kernel/dialect.ts'
import { badRequest, conflict, Fault, forbidden, notFound } from '../../src/kernel/faults.ts'
import { operationFor } from '../../src/kernel/operation.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import type { Service } from '../../src/kernel/service.ts'
import type { Tx } from '../../src/storage/database.ts'
import { insertItem, item } from '../contract/scratch.ts'
import { FILL, type ToyEnv } from './crates.ts'

/** What the toy offers to others: functions for one caller, under the toy's own rules. */
export interface CrateFacade {
  as(caller: RequestContext): {
    /** Marks a crate as taken. @throws Fault of the type `CrateNotFound`; PolicyRefusal */
    take(tx: Tx, crateId: string): Promise<void>
    /** How the toy sees the caller. */
    seen(): { isAdmin: boolean; address: string }
  }
}

export function crateFacade(env: ToyEnv): CrateFacade {
  return {
    as(caller) {
      const ctx = caller.within('toy')
      return {
        async take(tx, id) {
          const crate = env.crates.get(id)
          if (crate === undefined) {
            throw notFound(`Crate ${id} could not be found.`, { type: 'CrateNotFound' })
          }
          ctx.authorize(FILL, { project_id: crate.project_id })
          await tx.run(insertItem, item(id))
        },
        seen: () => ({ isAdmin: ctx.isAdmin, address: ctx.endpoint }),
      }
    },
  }
}

export interface DockEnv {
  readonly facades: { readonly toy: CrateFacade }
}

const LOAD = policyRule({ name: 'dock:load', check: '@' })

const operation = operationFor<DockEnv>()

const load = operation({
  id: 'ships.load',
  method: 'POST',
  path: '/ships',
  summary: 'Take a crate on board, and sink where asked to',
  policy: LOAD,
  body: T.Object({ crate: T.String(), sink: T.Optional(T.Boolean()) }),
  response: { 200: T.Object({ crate: T.String() }) },
  errors: [400, 403, 409],
  async handle({ tx, ctx, env, body }) {
    try {
      await env.facades.toy.as(ctx).take(tx, body.crate)
    } catch (error) {
      throw inOurWords(error)
    }
    if (body.sink === true) throw conflict('The ship sinks.')
    return { crate: body.crate }
  },
})

/** By type, never by message. */
function inOurWords(error: unknown): unknown {
  if (!(error instanceof Fault)) return error
  if (error.type === 'CrateNotFound') return badRequest('There is no such crate to load.')
  if (error.type === 'PolicyNotAuthorized') return forbidden(`The toy said: ${error.message}`)
  return error
}

const look = operation({
  id: 'ships.look',
  method: 'GET',
  path: '/ships',
  summary: 'Show how each service sees the caller',
  policy: LOAD,
  response: { 200: T.Object({ dock: T.Unknown(), toy: T.Unknown() }) },
  errors: [403],
  handle: ({ ctx, env }) => ({
    dock: { isAdmin: ctx.isAdmin, address: ctx.endpoint },
    toy: env.facades.toy.as(ctx).seen(),
  }),
})

const misspell = operation({
  id: 'ships.misspell',
  method: 'GET',
  path: '/misspelt',
  summary: "Ask the dock for a rule of the toy's",
  policy: LOAD,
  response: { 200: T.Object({}) },
  errors: [403],
  handle: ({ ctx }) => ({ allowed: ctx.allows(FILL) }),
})

export const DOCK: Service<DockEnv> = {
  type: 'dock',
  title: 'Dock',
  project: 'dock',
  description: 'Ships.',
  defaultPort: 0,
  sharedPath: '/dock',
  mounts: [{ id: 'v1', prefix: '/v1', min: 0, max: 0, projectInPath: 'never' }],
  catalog: [],
  dialect: faultsByStatus({
    faultType: 'application/json',
    retryAfterIn: [],
    mediaTypes: ['application/json'],
    invalid: (schema, value, where) => badRequest(fieldMessage(schema, value, where)),
    projectMismatch: () => badRequest(),
    unknownAction: () => badRequest(),
    microversionOfOthers: () => undefined,
    bodyMissing: () => badRequest(),
  }),
  checks: ['body', 'target', 'policy'],
  adminRule: policyRule({ name: 'dock:admin', check: 'role:captain' }),
  rules: [],
  operations: [load, look, misspell],
  bodyLimit: 10_000,
}
