/** A client that writes bytes as it pleases, and sees the bytes that come back. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection that is not closed after this many milliseconds is held for ever. */
const FOREVER = 15_000

export class Peer {
  readonly socket: Socket
  /** All that came back. */
  text = ''
  readonly #closed: Promise<unknown>

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('utf8').on('data', (text: string) => (this.text += text))
    socket.on('error', () => {})
    this.#closed = new Promise((resolve) => socket.once('close', resolve))
  }

  /** Connects to where `url` is served. Only inside a test. */
  static async to(url: string): Promise<Peer> {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    const peer = new Peer(socket)
    await once(socket, 'connect')
    return peer
  }

  write(text: string | Buffer): void {
    if (this.socket.writable) this.socket.write(text)
  }

  /** Writes something every 20 ms until the connection is closed, but not for ever. */
  async writeOn(next: () => string): Promise<void> {
    const end = performance.now() + FOREVER
    while (!this.socket.destroyed && performance.now() < end) {
      this.write(next())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** Resolves when the other side has closed the connection, to all that it had said. */
  async closed(): Promise<string> {
    const signal = AbortSignal.timeout(FOREVER)
    const never = once(signal, 'abort').then(() => {
      throw new Error(`still connected after ${FOREVER} ms; it said: ${this.text}`)
    })
    await Promise.race([this.#closed, never])
    return this.text
  }
}

/** Status, headers in lower case, and body of the first answer in `text`. */
export function readAnswer(text: string): {
  status: number
  headers: Map<string, string>
  body: unknown
} {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(/: (.*)/s, 2)
      return [name.toLowerCase(), value]
    }),
  )
  const length = Number(headers.get('content-length'))
  const body: unknown = JSON.parse(text.slice(end + 4, end + 4 + length))
  return { status: Number(first.split(' ')[1]), headers, body }
}
