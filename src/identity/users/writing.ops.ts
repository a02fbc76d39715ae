/** Making and changing users. Passwords are hashed first, outside of any transaction. */
import { isoTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { extraOf } from '../collections.ts'
import { missing, notAuthenticated } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { changedOptions } from '../options.ts'
import { findDomain } from '../projects/projects.store.ts'
import { lockedRow } from '../rows.store.ts'
import { forgetAttempts } from './attempts.store.ts'
import { checkPassword } from './checking.ops.ts'
import { optionsOf, refuseMove } from './users.ts'
import { USER_ATTRIBUTES, type NewUser, type UserChanges } from './users.schemas.ts'
import { findUser, insertUser, updateUser, type UserRow } from './users.store.ts'

export async function createUser(
  env: IdentityEnv,
  asked: NewUser,
  domainId: string,
): Promise<UserRow> {
  const { password } = asked
  const hash = typeof password === 'string' ? await env.passwords.hash(password) : null
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
      options: changedOptions('{}', asked.options),
      extra: JSON.stringify(extraOf(asked, USER_ATTRIBUTES)),
    }
    await insertUser(tx, row, hash)
    return { ...row, hash, password_expires_at: null }
  })
}

export async function changeUser(
  env: IdentityEnv,
  id: string,
  changes: UserChanges,
): Promise<UserRow> {
  const { password } = changes
  const hash = typeof password === 'string' ? await env.passwords.hash(password) : null
  return env.database.write(async (tx) => {
    const before = await lockedRow(tx, 'identity_users', id)
    if (before === undefined) throw missing('user', id)
    refuseMove(before, changes)
    await refuseDomainAsDefault(tx, changes.default_project_id)
    const extra = { ...(JSON.parse(before.extra) as object), ...extraOf(changes, USER_ATTRIBUTES) }
    const kept = changes.default_project_id === undefined
    const after = {
      name: changes.name?.trim() ?? before.name,
      enabled: (changes.enabled ?? before.enabled === 1) ? 1 : 0,
      default_project_id: kept ? before.default_project_id : changes.default_project_id!,
      options: changedOptions(before.options, changes.options),
      extra: JSON.stringify(extra),
    }
    const now = isoTime(env.clock.now())
    if (changes.enabled === true) await forgetAttempts(tx, id)
    await updateUser(tx, before, after, password === undefined ? undefined : { hash, now })
    return (await findUser(tx, id))!
  })
}

/** The user's own way to a new password: it takes the old one, and no token. */
export async function changeOwnPassword(
  env: IdentityEnv,
  id: string,
  passwords: { original_password: string; password: string },
): Promise<void> {
  const row = await env.database.read((tx) => findUser(tx, id))
  const user = await checkPassword(env, row, passwords.original_password, true)
  if (optionsOf(user.options).lock_password === true) {
    throw badRequest(
      'You cannot change your password at this time due to password policy disallowing password ' +
        'changes. Please contact your administrator to reset your password.',
    )
  }
  const hash = await env.passwords.hash(passwords.password)
  await env.database.write(async (tx) => {
    const now = await lockedRow(tx, 'identity_users', id)
    if (now?.generation !== user.generation) throw notAuthenticated('the password has changed')
    await updateUser(tx, now, {}, { hash, now: isoTime(env.clock.now()) })
  })
}

async function refuseDomainAsDefault(tx: Tx, id: string | null | undefined): Promise<void> {
  if (id === undefined || id === null) return
  if ((await findDomain(tx, id)) === undefined) return
  throw badRequest(`User's default project ID cannot be a domain ID: ${id}`)
}
