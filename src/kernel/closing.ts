/** The end of a server: what was begun is answered, and nobody can hold it up. */
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { CLIENT_TIMEOUTS, type ClientTimeouts } from './client-timeouts.ts'
import type { ProcessClock } from './clock.ts'

/**
 * How long requests may take that are under way when the end is near, in milliseconds. Containers
 * are killed 10 s after they were asked to stop, and until then jobs and database want to end too.
 */
const LAST_REQUESTS = 5_000

/**
 * Takes no more connections and resolves when those there are have ended: each with the answer to
 * its next request, or without one when `drain` is over. Who is too slow is cut off.
 */
export async function closeServer(
  server: Server,
  clock: Pick<ProcessClock, 'setTimer'>,
  { drain }: ClientTimeouts = CLIENT_TIMEOUTS,
): Promise<void> {
  // Node's own `close` would end idle connections too, with requests on them it has yet to read.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve())
  })
  if (drain > 0) {
    const drained = Promise.withResolvers<void>()
    const cancel = clock.setTimer(drain, drained.resolve, 'required')
    await Promise.race([closed, drained.promise])
    cancel()
  }
  server.close()
  const cancel = clock.setTimer(LAST_REQUESTS, () => server.closeAllConnections())
  await closed
  cancel()
}
