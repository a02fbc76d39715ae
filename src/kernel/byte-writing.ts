/** Writing a stream of bytes to a client that may be slow, or go away. */
import type { ServerResponse } from 'node:http'
import { clientGone } from './request-body.ts'

/** A signal that is aborted when the connection is closed before the answer is complete. */
export function signalOf(response: ServerResponse): AbortSignal {
  const known = signals.get(response)
  if (known !== undefined) return known
  const controller = new AbortController()
  const gone = (): void => {
    if (!response.writableFinished) controller.abort(clientGone())
  }
  if (response.destroyed) gone()
  else response.once('close', gone)
  signals.set(response, controller.signal)
  return controller.signal
}

const signals = new WeakMap<ServerResponse, AbortSignal>()

/**
 * Writes as fast as the client reads, and closes the source whatever happens. A chunk is with the system
 * when the next is asked for.
 * @param first what was read already
 * @param length of all chunks, where it was announced
 * @throws whatever the source throws, and where the client goes away or the source ends early
 */
export async function writeAll(
  response: ServerResponse,
  chunks: AsyncIterator<Uint8Array>,
  first: IteratorResult<Uint8Array>,
  signal: AbortSignal,
  length: number | undefined,
): Promise<void> {
  let written = 0
  try {
    for (let next = first; next.done !== true; next = await chunks.next()) {
      signal.throwIfAborted()
      written += next.value.length
      await write(response, next.value, signal)
    }
    if (written !== (length ?? written)) {
      throw new Error(`${length} bytes were announced and ${written} came`)
    }
  } finally {
    await chunks.return?.()
  }
}

/** Resolves when the system has all of the chunk. @throws where the client goes away */
function write(response: ServerResponse, chunk: Uint8Array, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', gone, { once: true })
    response.write(chunk, (error) => {
      // A connection that fails is closed, and then the signal says so.
      if (error) return
      signal.removeEventListener('abort', gone)
      resolve()
    })
  })
}
