/** Work that is done at the start and then whenever a day of the cloud begins, in UTC. */
import type { Clocks } from './clock.ts'
import type { Log } from './context.ts'

const DAY = 86_400_000
/** Where it could not be done. */
const AGAIN = 60_000

/**
 * Does `work` now, then day by day until the function that is returned is called. A day on which it
 * rejects is tried again every minute.
 * @param failed what the log says then
 * @throws what `work` rejects with the first time
 */
export async function eachDay(
  { clock, processClock, log }: Clocks & { readonly log: Log },
  failed: string,
  work: () => Promise<void>,
): Promise<() => void> {
  let cancel = () => {}
  let stopped = false
  const wait = (delay: number) => {
    if (!stopped) cancel = processClock.setTimer(delay, () => void again())
  }
  const once = async () => {
    await work()
    wait(DAY - (clock.now() % DAY))
  }
  const again = () =>
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
