/** What a new password has to be like, and how long it lasts (keystone/conf/security_compliance.py). */
import { isoMicros, isoTime, parseTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { IdentityEnv } from '../operation.ts'
import type { UserOptions } from './users.ts'
import { lastPasswords, type NewPassword } from './users.store.ts'

const DAY = 86_400_000

/**
 * The password ready to be stored: hashed, which takes a while, so outside of any transaction.
 * @param origin whether its user has chosen it, or somebody else set it
 * @throws 400 where it is not as `security` demands
 */
export async function newPassword(
  env: IdentityEnv,
  text: string | null | undefined,
  options: UserOptions,
  origin: 'chosen' | 'set' = 'set',
): Promise<NewPassword | null> {
  if (typeof text !== 'string') return null
  const { passwordRegex, passwordRegexDescription, uniqueLastPasswordCount } = env.security
  if (passwordRegex !== undefined && !passwordRegex.test(text)) {
    throw badRequest(`The password does not match the requirements: ${passwordRegexDescription}.`)
  }
  const now = env.clock.now()
  return {
    hash: await env.passwords.hash(text),
    created_at: isoTime(now),
    expires_at: endOf(env, options, origin, now),
    self_service: origin === 'chosen' ? 1 : 0,
    remembered: Math.max(1, uniqueLastPasswordCount),
  }
}

function endOf(
  { security }: IdentityEnv,
  options: UserOptions,
  origin: 'chosen' | 'set',
  now: number,
): string | null {
  const firstUse = security.changePasswordUponFirstUse && origin === 'set'
  if (firstUse && options.ignore_change_password_upon_first_use !== true) return isoMicros(now)
  const days = security.passwordExpiresDays
  if (days === undefined || options.ignore_password_expiry === true) return null
  return isoMicros(Math.floor((now + days * DAY) / 1000) * 1000)
}

/**
 * @throws 400 where users want a password back that they had, or another one too soon: else they
 *   could get past their earlier passwords in a minute
 */
export async function refuseRepetition(
  env: IdentityEnv,
  userId: string,
  text: string,
): Promise<void> {
  const { uniqueLastPasswordCount: count, minimumPasswordAgeDays: days } = env.security
  const last = await env.database.read((tx) => lastPasswords(tx, userId, Math.max(1, count)))
  const [current] = last
  const left = days * DAY - (env.clock.now() - parseTime(current?.created_at ?? isoTime(0)))
  if (current?.self_service === 1 && left > 0) {
    throw badRequest(
      'You cannot change your password at this time due to the minimum password age. Once you ' +
        `change your password, it must be used for ${days} day(s) before it can be changed. ` +
        `Please try again in ${Math.floor(left / DAY)} day(s) or contact your administrator to ` +
        'reset your password.',
    )
  }
  if (count === 0) return
  for (const { hash } of last) {
    if (!(await env.passwords.verify(text, hash))) continue
    throw badRequest(
      'The new password cannot be identical to a previous password. The total number which ' +
        `includes the new password must be unique is ${count}.`,
    )
  }
}
