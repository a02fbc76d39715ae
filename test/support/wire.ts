import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A line to a server that can be cut, silenced and mended. Only inside a test. */
export class Wire {
  /** The server's, by way of this line. */
  readonly url: string
  readonly #target: URL
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  #server = createServer()
  #silent = false

  private constructor(target: URL, port: number) {
    this.#target = target
    this.#port = port
    const url = new URL(target)
    url.port = String(port)
    this.url = url.href
  }

  static async to(url: string): Promise<Wire> {
    const free = createServer()
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
    const { port } = free.address() as AddressInfo
    await new Promise((resolve) => free.close(resolve))
    const wire = new Wire(new URL(url), port)
    await wire.mend()
    onTestFinished(() => wire.cut())
    return wire
  }

  async mend(): Promise<void> {
    this.#silent = false
    if (this.#server.listening) {
      for (const socket of this.#sockets) socket.resume()
      return
    }
    this.#server = createServer((near) => this.#join(near))
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve))
  }

  /** Connections break, new ones are refused: the server was stopped. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  /** Connections stay and nothing comes any more: the server's machine is gone. */
  silence(): void {
    this.#silent = true
    for (const socket of this.#sockets) socket.pause()
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from)
      from.on('data', (data) => to.write(data))
      from.on('error', () => {})
      from.on('close', () => {
        this.#sockets.delete(from)
        near.destroy()
        far.destroy()
      })
      if (this.#silent) from.pause()
    }
  }
}
