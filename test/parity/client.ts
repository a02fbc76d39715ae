/**
 * Sends a request byte for byte as curl sent it. A client library would leave neither `//` in a
 * path nor an empty header nor a missing Content-Type alone, so this writes to the socket.
 */
import { connect } from 'node:net'
import type { Answer, Header } from './cases.ts'

const PATIENCE_MS = 20_000

/** @throws Error when nothing listens there, or it is silent for 20 s. */
export function send(options: {
  address: string
  method: string
  path: string
  headers: readonly Header[]
  body: string | undefined
}): Promise<Answer> {
  const { hostname, port } = new URL(options.address)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const chunks: Buffer[] = []
  const socket = connect({ host: hostname, port: Number(port) })
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`${options.path}: no answer`)))
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  let failure: Error | undefined
  // A server that refuses a body without reading it resets the connection after its answer.
  socket.on('error', (error) => (failure = error))
  socket.on('close', () => {
    try {
      resolve(parseAnswer(Buffer.concat(chunks).toString()))
    } catch (error) {
      reject(failure ?? error)
    }
  })
  socket.write(head(options, `${hostname}:${port}`) + (options.body ?? ''))
  return promise
}

/** The request line and the headers: those given, and what curl adds where they are missing. */
function head({ method, path, headers, body }: Parameters<typeof send>[0], host: string): string {
  const given = (name: string) => headers.some(([key]) => key.toLowerCase() === name)
  const all: Header[] = [...headers, ['Connection', 'close']]
  if (!given('host')) all.unshift(['Host', host])
  if (!given('accept')) all.push(['Accept', '*/*'])
  if (body !== undefined) all.push(['Content-Length', String(Buffer.byteLength(body))])
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function parseAnswer(text: string): Answer {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) throw new Error(`not an answer: "${text.slice(0, 80)}"`)
  const [statusLine, ...lines] = text.slice(0, end).split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  if (headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')) {
    throw new Error('the answer is chunked, which no recorded one was')
  }
  return { status: Number(statusLine!.split(' ')[1]), headers, body: text.slice(end + 4) }
}
