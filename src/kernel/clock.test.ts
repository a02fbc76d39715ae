import { expect, test } from 'vitest'
import { isoMicros, isoTime, parseTime, systemProcessClock } from './clock.ts'

const TIME = Date.UTC(2016, 11, 27, 23, 59, 18, 623)

test('stored times sort as texts and come back as they went', () => {
  expect(isoTime(TIME)).toBe('2016-12-27T23:59:18.623Z')
  expect(parseTime(isoTime(TIME))).toBe(TIME)
  expect(isoTime(TIME) < isoTime(TIME + 1)).toBe(true)
})

test('OpenStack’s times have microseconds and no zone', () => {
  expect(isoMicros(TIME)).toBe('2016-12-27T23:59:18.623000')
  expect(isoMicros(TIME + 0.25)).toBe('2016-12-27T23:59:18.623250')
  expect(parseTime(isoMicros(TIME))).toBe(TIME)
})

test('a delay longer than a Node timer takes does not fire at once', async () => {
  let fired = false
  const cancel = systemProcessClock.setTimer(2 ** 40, () => (fired = true))
  await new Promise((resolve) => setTimeout(resolve, 5))
  cancel()
  expect(fired).toBe(false)
})
