/** Making and changing users. Passwords are hashed first, outside of any transaction. */
import { parseExactly } from '../../kernel/python.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { extraOf } from '../collections.ts'
import { missing, notAuthenticated } from '../faults.ts'
import { replaceFederated } from '../federation/federated-users.store.ts'
import type { IdentityEnv } from '../operation.ts'
import { changedOptions } from '../options.ts'
import { findDomain } from '../projects/projects.store.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import type { Ended } from '../revocations/revocations.store.ts'
import { lockedRow } from '../rows.store.ts'
import { today } from './activity.usecase.ts'
import { noteActivity } from './activity.store.ts'
import { forgetAttempts } from './attempts.store.ts'
import { accountName, checkPassword } from './password-check.usecase.ts'
import { newPassword, refuseRepetition } from './new-passwords.usecase.ts'
import { optionsOf, refuseMove } from './users.ts'
import { USER_ATTRIBUTES, type NewUser, type UserChanges } from './users.schemas.ts'
import { findUser, insertUser, updateUser, type UserRow } from './users.store.ts'

/** @param also what belongs to the same change, e.g. a first role */
export async function createUser(
  env: IdentityEnv,
  asked: NewUser,
  domainId: string,
  also?: (tx: Tx, user: { readonly id: string }) => Promise<void>,
): Promise<UserRow> {
  const options = changedOptions('{}', asked.options)
  const password = await newPassword(env, asked.password, optionsOf(options))
  const id = env.ids.hex()
  return env.database.write(async (tx) => {
    if ((await findDomain(tx, domainId)) === undefined) throw missing('domain', domainId)
    await refuseDomainAsDefault(tx, asked.default_project_id)
    const row = {
      id,
      domain_id: domainId,
      name: asked.name.trim(),
      enabled: (asked.enabled ?? true) ? 1 : 0,
      default_project_id: asked.default_project_id ?? null,
      generation: 0,
      created_at: isoTime(env.clock.now()),
      options,
      extra: JSON.stringify(extraOf(asked, USER_ATTRIBUTES)),
      local: 1,
    }
    await insertUser(tx, row, password)
    if (asked.federated?.length) await replaceFederated(tx, id, asked.federated)
    await also?.(tx, row)
    const { hash = null, expires_at: password_expires_at = null } = password ?? {}
    return { ...row, hash, password_expires_at }
  })
}

/**
 * @param known the user as it was when it was looked up
 * @param reload the same, locked in a transaction
 */
export async function changeUser(
  env: IdentityEnv,
  known: UserRow,
  reload: (tx: Tx) => Promise<Omit<UserRow, 'hash' | 'password_expires_at'>>,
  changes: UserChanges,
): Promise<UserRow> {
  const { id } = known
  const options = optionsOf(changedOptions(known.options, changes.options))
  const password =
    changes.password === undefined ? undefined : await newPassword(env, changes.password, options)
  return env.database.write(async (tx) => {
    const before = await reload(tx)
    refuseMove(before, changes)
    await refuseDomainAsDefault(tx, changes.default_project_id)
    const extra = {
      ...(parseExactly(before.extra) as object),
      ...extraOf(changes, USER_ATTRIBUTES),
    }
    const kept = changes.default_project_id === undefined
    const after = {
      name: changes.name?.trim() ?? before.name,
      enabled: (changes.enabled ?? before.enabled === 1) ? 1 : 0,
      default_project_id: kept ? before.default_project_id : changes.default_project_id!,
      options: changedOptions(before.options, changes.options),
      extra: JSON.stringify(extra),
    }
    if (changes.enabled === true) {
      await forgetAttempts(tx, id)
      await noteActivity(tx, id, today(env))
    }
    await updateUser(tx, before, after, password)
    const disabled = before.enabled === 1 && after.enabled === 0
    if (disabled || typeof changes.password === 'string') await recordEnd(tx, env, [ended(id)])
    if (changes.federated?.length) await replaceFederated(tx, id, changes.federated)
    return (await findUser(tx, id))!
  })
}

/** The user's own way to a new password: it takes the old one, and no token. */
export async function changeOwnPassword(
  env: IdentityEnv,
  id: string,
  passwords: { original_password: string; password: string },
  ctx: RequestContext,
): Promise<void> {
  const row = await env.database.read((tx) => findUser(tx, id))
  if (row !== undefined) ctx.noteClaimedUser({ userId: row.id, userName: row.name })
  const name = row ? accountName(row.domain_id, row.name) : id
  const attempt = { account: `password ${name}`, address: ctx.clientAddress }
  const proven = () => checkPassword(env, row, passwords.original_password, true)
  const { row: user } = await env.throttle.guard(attempt, proven)
  if (optionsOf(user.options).lock_password === true) {
    throw badRequest(
      'You cannot change your password at this time due to password policy disallowing password ' +
        'changes. Please contact your administrator to reset your password.',
    )
  }
  await refuseRepetition(env, id, passwords.password)
  const password = await newPassword(env, passwords.password, optionsOf(user.options), 'chosen')
  await env.database.write(async (tx) => {
    const now = await lockedRow(tx, 'identity_users', id)
    if (now?.generation !== user.generation) throw notAuthenticated('the password has changed')
    await updateUser(tx, now, {}, password)
    await recordEnd(tx, env, [ended(id)])
  })
}

function ended(id: string): Ended {
  return { kind: 'user', subject_id: id }
}

async function refuseDomainAsDefault(tx: Tx, id: string | null | undefined): Promise<void> {
  if (id === undefined || id === null) return
  if ((await findDomain(tx, id)) === undefined) return
  throw badRequest(`User's default project ID cannot be a domain ID: ${id}`)
}
