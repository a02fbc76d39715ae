/** Work that is done at the start and then again and again: daily in UTC, or as often as told. */
import type { Clocks } from './clock.ts'
import type { Log } from './context.ts'

const DAY = 86_400_000
/** Where it could not be done. */
const AGAIN = 60_000

type Parts = Clocks & { readonly log: Log }

/**
 * Does `work` now, then day by day until the function that is returned is called. A day on which it
 * rejects is tried again every minute.
 * @param failed what the log says then
 * @throws what `work` rejects with the first time
 */
export function eachDay(
  parts: Parts,
  failed: string,
  work: () => Promise<void>,
): Promise<() => void> {
  return again(parts, failed, work, () => DAY - (parts.clock.now() % DAY))
}

/** As above, every so many milliseconds. */
export function every(
  parts: Parts,
  milliseconds: number,
  failed: string,
  work: () => Promise<void>,
): Promise<() => void> {
  return again(parts, failed, work, () => milliseconds)
}

async function again(
  { processClock, log }: Parts,
  failed: string,
  work: () => Promise<void>,
  untilNext: () => number,
): Promise<() => void> {
  let cancel = () => {}
  let stopped = false
  const wait = (delay: number) => {
    if (!stopped) cancel = processClock.setTimer(delay, () => void retry())
  }
  const once = async () => {
    await work()
    wait(untilNext())
  }
  const retry = () =>
    once().catch((err: unknown) => {
      log.warn({ err }, failed)
      wait(AGAIN)
    })
  await once()
  return () => {
    stopped = true
    cancel()
  }
}
