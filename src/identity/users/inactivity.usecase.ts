/**
 * Disables users who were not there for so many days. Keystone reckons that at each look at a
 * user; but it only changes with the day, so here it is done when one begins, and for good.
 */
import { isoTime } from '../../kernel/clock.ts'
import { eachDay } from '../../kernel/daily.ts'
import type { IdentityEnv } from '../operation.ts'
import { disableInactive } from './activity.store.ts'

const DAY = 86_400_000

type Env = Pick<IdentityEnv, 'clock' | 'processClock' | 'database' | 'log' | 'security'>

/** Once now, then day by day until the function that is returned is called. */
export async function disableInactiveUsers(env: Env): Promise<() => void> {
  const { clock, database, log, security } = env
  const days = security.disableUserAccountDaysInactive
  if (days === undefined) return () => {}
  const failed = 'whoever was not there for long could not be disabled; trying again'
  return eachDay(env, failed, async () => {
    const day = isoTime(clock.now() - days * DAY).slice(0, 10)
    const disabled = await database.write((tx) => disableInactive(tx, day))
    if (disabled > 0) log.info({ disabled, since: day }, 'users disabled who were not there since')
  })
}
