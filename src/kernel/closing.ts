/** The end of a server: what was begun is answered, and nobody can hold it up. */
import { Server as Listener } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { PATIENCE, type Patience } from './clients.ts'
import type { Clock } from './clock.ts'

/**
 * How long requests may take that are under way when the end is near, in milliseconds. Containers
 * are killed 10 s after they were asked to stop, and until then jobs and database want to end too.
 */
const LAST_REQUESTS = 5_000

/**
 * Takes no more connections and resolves when those there are have ended: each with the answer to
 * its next request, or after the last call without one. Who is too slow is cut off.
 */
export async function closeServer(
  { server }: FastifyInstance,
  clock: Pick<Clock, 'setTimer'>,
  { lastCall }: Patience = PATIENCE,
): Promise<void> {
  // Node's own `close` would end idle connections too, with requests on them it has yet to read.
  const closed = new Promise<void>((resolve) => {
    Listener.prototype.close.call(server, () => resolve())
  })
  if (lastCall > 0) {
    const called = Promise.withResolvers<void>()
    const cancel = clock.setTimer(lastCall, called.resolve, 'required')
    await Promise.race([closed, called.promise])
    cancel()
  }
  server.close()
  const cancel = clock.setTimer(LAST_REQUESTS, () => server.closeAllConnections())
  await closed
  cancel()
}
