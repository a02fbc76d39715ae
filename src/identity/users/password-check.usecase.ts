/** Is this the user's password? And may it still be used, and tried again? */
import { isoTime } from '../../kernel/clock.ts'
import { Fault } from '../../kernel/faults.ts'
import { notAuthenticated } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { noteSignIn } from './activity.usecase.ts'
import { countAttempt, forgetAttempts, hasAttempts } from './attempts.store.ts'
import { optionsOf } from './users.ts'
import { replaceHash, type UserRow } from './users.store.ts'

/** How an account is called where its failures are counted. */
export function accountName(domainId: string, userName: string): string {
  return `${domainId} ${userName}`
}

export interface CheckedPassword {
  readonly row: UserRow
  /** It was remembered: whoever refuses after all has to spend the time of a hash first. */
  readonly recalled: boolean
}

/**
 * The same work whether or not there is such a user, so that time tells nothing. An attempt is
 * counted before it is judged: those made at the same time are not judged for free. Only the right
 * password of an account that may be used is looked up in memory.
 * @param mayBeExpired for whoever wants to change the password
 * @throws 401
 */
export async function checkPassword(
  env: IdentityEnv,
  row: UserRow | undefined,
  password: string | undefined,
  mayBeExpired = false,
): Promise<CheckedPassword> {
  const hash = row?.hash ?? undefined
  const isKnown = env.passwords.recalls(password ?? '', hash)
  const recalled = isKnown && row !== undefined && (await isOpen(env, row))
  const verified = recalled
    ? true
    : hash === undefined
      ? env.passwords.pretend(password ?? '')
      : env.passwords.verify(password ?? '', hash)
  // Side by side: that the attempt of somebody is counted, and of nobody not, takes no time.
  const counted = row === undefined ? true : mayTry(env, row)
  const [right, allowed] = await Promise.all([verified, counted])
  if (row === undefined) throw notAuthenticated('there is no such user')
  if (!allowed && recalled) await env.passwords.pretend(password ?? '')
  if (!allowed) throw notAuthenticated(`the account is locked for user: ${row.id}`)
  if (!right || password === undefined) throw notAuthenticated('the password is wrong')
  if (env.security.lockoutFailureAttempts !== undefined) {
    await env.database.write((tx) => forgetAttempts(tx, row.id))
  }
  if (row.enabled === 0) throw notAuthenticated('the user is disabled')
  if (!mayBeExpired) refuseExpired(env, row)
  await renew(env, row, password)
  await noteSignIn(env, row.id)
  return { row, recalled }
}

/** Nothing is known yet that would refuse the right password without a word of why. */
async function isOpen(env: IdentityEnv, { id, enabled }: UserRow): Promise<boolean> {
  if (enabled === 0) return false
  if (env.security.lockoutFailureAttempts === undefined) return true
  return !(await env.database.read((tx) => hasAttempts(tx, id)))
}

/** What was hashed when that cost less is hashed anew, while the password is at hand. */
async function renew(env: IdentityEnv, { id, hash }: UserRow, password: string): Promise<void> {
  if (hash === null || !env.passwords.isCheap(hash)) return
  const dearer = await env.passwords.hash(password)
  await env.database.write((tx) => replaceHash(tx, id, hash, dearer))
}

async function mayTry(env: IdentityEnv, row: UserRow): Promise<boolean> {
  const { lockoutFailureAttempts: most, lockoutDurationSeconds } = env.security
  if (most === undefined || optionsOf(row.options).ignore_lockout_failure_attempts === true) {
    return true
  }
  const now = env.clock.now()
  const times = { now: isoTime(now), forgiven: isoTime(now - lockoutDurationSeconds * 1000) }
  return env.database.write((tx) => countAttempt(tx, row.id, most, times))
}

/** Whoever knows an expired password is told, so that it can be changed. */
function refuseExpired(env: IdentityEnv, row: UserRow): void {
  const end = row.password_expires_at
  if (end === null || env.clock.now() < Date.parse(`${end}Z`)) return
  if (optionsOf(row.options).ignore_password_expiry === true) return
  throw new Fault(401, `The password is expired and needs to be changed for user: ${row.id}.`)
}
