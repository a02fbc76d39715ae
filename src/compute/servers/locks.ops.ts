/**
 * Locks of servers: administrators pass all of them, and undo what others may not. Source:
 * openstack/nova nova/api/openstack/compute/lock_server.py, nova/compute/api.py (lock, unlock).
 */
import { Type as T } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import * as policies from './action-policies.ts'
import { noteAtOnce } from './begin-action.usecase.ts'
import { ON_SERVER } from './on-server.usecase.ts'
import { serverAttributes } from './server.ts'
import { updateServer } from './servers.store.ts'

type Reasons = { readonly locked_reason?: string } | null
const REASONS = T.Unsafe<Reasons>({
  type: ['object', 'null'],
  properties: { locked_reason: { type: 'string', minLength: 1, maxLength: 255 } },
  additionalProperties: false,
})

const WITHOUT_CONFLICTS = { ...ON_SERVER, errors: [400, 403, 404] } as const

const lock = operation({
  ...WITHOUT_CONFLICTS,
  id: 'servers.lock',
  action: 'lock',
  summary: 'Lock a server',
  policy: policies.LOCK,
  body: since({
    '2.0': closed({ lock: T.Unknown() }),
    '2.73': closed({ lock: REASONS }),
  }),
  async handle(input) {
    const { tx, ctx, env, target, body } = input
    const isOwner = target.project_id === ctx.projectId
    // Whoever belongs to the project adds nothing to a lock, an administrator's least of all.
    if (target.locked_by !== null && isOwner) return
    await noteAtOnce(input, 'lock')
    const reason = ctx.version >= MV.LOCK_REASON ? (body.lock as Reasons)?.locked_reason : undefined
    await updateServer(tx, target.id, {
      locked_by: isOwner ? 'owner' : 'admin',
      ...(reason !== undefined && { locked_reason: reason }),
      updated_at: env.clock.isoNow(),
    })
  },
})

const unlock = operation({
  ...WITHOUT_CONFLICTS,
  id: 'servers.unlock',
  action: 'unlock',
  summary: 'Unlock a server',
  policy: policies.UNLOCK,
  body: closed({ unlock: T.Unknown() }),
  errors: [403, 404],
  async handle(input) {
    const { tx, ctx, env, target } = input
    const own = target.project_id === ctx.projectId ? 'owner' : 'admin'
    if (target.locked_by !== null && target.locked_by !== own) {
      ctx.authorize(policies.UNLOCK_OVERRIDE, serverAttributes(target))
    }
    await noteAtOnce(input, 'unlock')
    const changes = { locked_by: null, locked_reason: null, updated_at: env.clock.isoNow() }
    await updateServer(tx, target.id, changes)
  },
})

export const lockOperations = [lock, unlock]
