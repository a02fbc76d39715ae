/** The end of the process: asked for by a signal, or forced by a mistake. */
import type { ProcessClock } from '../../kernel/clock.ts'
import type { LogFile } from '../../telemetry/log.ts'

/**
 * Ctrl-C reaches this process twice when npm started it: from the terminal, and passed on by npm.
 * In milliseconds.
 */
const SAME_SIGNAL = 500

/** Resolves with the first signal to stop; a second one ends the process at once. */
export function stopSignal(clock: ProcessClock, log: LogFile): Promise<NodeJS.Signals> {
  let first: number | undefined
  return new Promise((resolve) => {
    const heard = (signal: NodeJS.Signals): void => {
      if (first === undefined) {
        first = clock.now()
        resolve(signal)
      } else if (clock.now() - first > SAME_SIGNAL) {
        log.warn({ signal }, 'stopped at once; work under way is taken up at the next start')
        log.flush()
        process.exit(1)
      }
    }
    process.on('SIGINT', heard)
    process.on('SIGTERM', heard)
  })
}

/** Mistakes that nobody caught are logged; after an exception nothing can be relied on. */
export function dieOfExceptions(log: LogFile): void {
  process.on('uncaughtException', (err) => {
    log.error({ err }, 'an exception nobody caught ends the process')
    log.flush()
    process.exit(1)
  })
  process.on('unhandledRejection', (err) => {
    log.error({ err }, 'a promise was rejected and nobody cared')
  })
}

/** Resolves to true when `work` was over in time. */
export async function within(
  milliseconds: number,
  clock: ProcessClock,
  work: Promise<unknown>,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const cancel = clock.setTimer(milliseconds, () => resolve(false), 'required')
  const inTime = await Promise.race([work.then(() => true), promise])
  cancel()
  return inTime
}
