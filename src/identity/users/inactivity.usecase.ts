/**
 * Disables users who were not there for so many days. Keystone reckons that at each look at a
 * user; but it only changes with the day, so here it is done when one begins, and for good.
 */
import { isoTime } from '../../kernel/clock.ts'
import type { IdentityEnv } from '../operation.ts'
import { disableInactive } from './activity.store.ts'

const DAY = 86_400_000
/** Where the database could not be asked. */
const AGAIN = 60_000

type Env = Pick<IdentityEnv, 'clock' | 'processClock' | 'database' | 'log' | 'security'>

/** Once now, then day by day until the function that is returned is called. */
export async function disableInactiveUsers(env: Env): Promise<() => void> {
  const { clock, processClock, database, log, security } = env
  const days = security.disableUserAccountDaysInactive
  let cancel = () => {}
  if (days === undefined) return cancel
  let stopped = false
  const wait = (delay: number) => {
    if (!stopped) cancel = processClock.setTimer(delay, () => void again())
  }
  const once = async () => {
    const day = isoTime(clock.now() - days * DAY).slice(0, 10)
    const disabled = await database.write((tx) => disableInactive(tx, day))
    if (disabled > 0) log.info({ disabled, since: day }, 'users disabled who were not there since')
    wait(DAY - (clock.now() % DAY))
  }
  const again = () =>
    once().catch((err: unknown) => {
      log.warn({ err }, 'whoever was not there for long could not be disabled; trying again')
      wait(AGAIN)
    })
  await once()
  return () => {
    stopped = true
    cancel()
  }
}
