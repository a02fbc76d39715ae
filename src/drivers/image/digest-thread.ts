/** What a thread that computes digests is told, answers, and does. */

/** Bytes of a block of the shared memory; or that a stream has ended. */
export type ToThread =
  | {
      readonly stream: number
      readonly at: number
      readonly length: number
      readonly block: number
    }
  | { readonly stream: number }

/** The block has been read; or the value of a stream, in hexadecimal digits. */
export type FromThread =
  | { readonly block: number }
  | { readonly stream: number; readonly value: string }

/** The whole of the thread: its text is handed over, so it uses nothing from around it. */
export function digestThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')
  const { createHash } = process.getBuiltinModule('node:crypto')
  const { algorithm, memory } = workerData as { algorithm: string; memory: SharedArrayBuffer }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
  const tell = (message: FromThread): void => parentPort!.postMessage(message)
  const streams = new Map<number, ReturnType<typeof createHash>>()
  parentPort!.on('message', (message: ToThread) => {
    const { stream } = message
    const hash = streams.get(stream) ?? createHash(algorithm)
    if ('block' in message) {
      streams.set(stream, hash.update(new Uint8Array(memory, message.at, message.length)))
      tell({ block: message.block })
    } else {
      streams.delete(stream)
      tell({ stream, value: hash.digest('hex') })
    }
  })
}
