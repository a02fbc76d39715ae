/** Accounts that nobody uses (keystone/conf/security_compliance.py). */
import { isoTime } from '../../kernel/clock.ts'
import type { IdentityEnv } from '../operation.ts'
import { lastActivity, noteActivity } from './activity.store.ts'

export function today(env: Pick<IdentityEnv, 'clock'>): string {
  return isoTime(env.clock.now()).slice(0, 10)
}

/** Of somebody who has just signed in. Written down once a day, and only where somebody looks. */
export async function noteSignIn(env: IdentityEnv, userId: string): Promise<void> {
  if (env.security.disableUserAccountDaysInactive === undefined) return
  const day = today(env)
  if ((await env.database.read((tx) => lastActivity(tx, userId))) === day) return
  await env.database.write((tx) => noteActivity(tx, userId, day))
}
