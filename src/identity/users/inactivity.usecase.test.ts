import { expect, test } from 'vitest'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualClock, ManualProcessClock } from '../../../test/support/manual-clock.ts'
import type { Database } from '../../storage/database.ts'
import { DatabaseUnavailable } from '../../storage/errors.ts'
import { DEFAULT_SECURITY } from '../security.ts'
import { disableInactiveUsers } from './inactivity.usecase.ts'

test('a database that is away when the day begins is asked again, until told to stop', async () => {
  const [clock, processClock] = [new ManualClock(), new ManualProcessClock()]
  const words: string[] = []
  const say = (_fields: object, message: string) => void words.push(message)
  let asked = 0
  const write = (): Promise<number> => {
    asked++
    return asked === 2 ? Promise.reject(new DatabaseUnavailable('away')) : Promise.resolve(0)
  }
  const stop = await disableInactiveUsers({
    ...{ clock, processClock },
    database: { write } as unknown as Database,
    log: { debug: say, info: say, warn: say, error: say },
    security: { ...DEFAULT_SECURITY, disableUserAccountDaysInactive: 1 },
  })
  expect(asked).toBe(1)
  processClock.advance(86_400_000)
  await eventually(() => expect([words.length, processClock.waiting]).toEqual([1, 1]))
  processClock.advance(60_000)
  await eventually(() => expect([asked, processClock.waiting]).toEqual([3, 1]))
  stop()
  expect(processClock.waiting).toBe(0)
})
