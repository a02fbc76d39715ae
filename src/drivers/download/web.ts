/** Downloads by HTTP, from nowhere but where the filter allows. */
import { lookup } from 'node:dns/promises'
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { judgeBy, type ImportFilter, type Judge, type Judged, type Resolve } from './filter.ts'
import { DownloadRefused, type Download, type DownloadDriver } from './interface.ts'

export interface DownloadLimits {
  /** How many redirects are followed. */
  readonly redirects: number
  /** Milliseconds without a byte, the beginning of the answer included, after which it is given up. */
  readonly idle: number
  /** Milliseconds for the whole. */
  readonly whole: number
  /** Bytes. */
  readonly size: number
}

/** Ten redirects as Python's urllib, `image_size_cap` of Glance, and times that end. */
export const STOCK_LIMITS: DownloadLimits = {
  redirects: 10,
  idle: 60_000,
  whole: 12 * 3_600_000,
  size: 2 ** 40,
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

export class WebDownloads implements DownloadDriver {
  readonly #judge: Judge
  readonly #limits: DownloadLimits

  constructor(
    filter: ImportFilter,
    limits: Partial<DownloadLimits> = {},
    resolve: Resolve = byTheSystem,
  ) {
    this.#judge = judgeBy(filter, resolve)
    this.#limits = { ...STOCK_LIMITS, ...limits }
  }

  async allows(uri: string): Promise<boolean> {
    return (await this.#judge(uri)) !== undefined
  }

  async open(uri: string, signal: AbortSignal): Promise<Download> {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(this.#limits.whole)])
    let judged = await this.#judge(uri)
    if (judged === undefined) throw new DownloadRefused(`URI does not pass filtering: ${uri}`)
    for (let followed = 0; ; followed += 1) {
      const answer = await this.#ask(judged, ended)
      const { statusCode: status = 0, headers } = answer
      if (REDIRECTS.has(status) && headers.location !== undefined) {
        answer.destroy()
        if (followed === this.#limits.redirects) throw new DownloadRefused('too many redirects')
        judged = await this.#redirected(judged, headers.location)
      } else if (status === 200) {
        return this.#download(answer)
      } else {
        answer.destroy()
        throw new DownloadRefused(`HTTP Error ${status}: ${answer.statusMessage ?? ''}`)
      }
    }
  }

  async #redirected({ url }: Judged, location: string): Promise<Judged> {
    // What is written like a path goes to the same host; anything else is judged as it is written.
    const next = /^[a-z][a-z0-9+.-]*:|^\/\/|\\/i.test(location)
      ? location.replace(/^\/\//, `${url.protocol}//`)
      : URL.parse(location, url.href)?.href
    const judged = next === undefined ? undefined : await this.#judge(next)
    if (judged === undefined) throw new DownloadRefused(`Redirect to disallowed URL: ${location}`)
    return judged
  }

  async #ask(judged: Judged, signal: AbortSignal): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const request = send(judged, { signal, timeout: this.#limits.idle })
    request.on('timeout', () => request.destroy(new Error('the server sends nothing')))
    request.on('response', resolve)
    request.on('error', reject)
    request.end()
    return promise
  }

  #download(answer: IncomingMessage): Download {
    const length = answer.headers['content-length']
    const size = length === undefined ? undefined : Number(length)
    if (size !== undefined && size > this.#limits.size) {
      answer.destroy()
      throw tooLarge(this.#limits.size)
    }
    return { size, bytes: limited(answer, this.#limits.size) }
  }
}

/**
 * A connection of its own, to the addresses that were judged, under the name that was asked for; no
 * header says anything of who asks.
 */
function send(
  { url, addresses }: Judged,
  ends: { readonly signal: AbortSignal; readonly timeout: number },
): ClientRequest {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return request(url, {
    ...ends,
    agent: false,
    lookup: pinnedTo(addresses),
    headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Stackling' },
  })
}

function pinnedTo(addresses: Judged['addresses']): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, callback) => {
    if (options.all === true) callback(null, all)
    else callback(null, all[0]!.address, all[0]!.family)
  }
}

async function* limited(answer: IncomingMessage, most: number): AsyncGenerator<Uint8Array> {
  let taken = 0
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    taken += chunk.length
    if (taken > most) throw tooLarge(most)
    yield chunk
  }
}

function tooLarge(most: number): DownloadRefused {
  return new DownloadRefused(`what it answers with is larger than ${most} bytes`)
}

async function byTheSystem(host: string): Promise<string[]> {
  // With a dot at its end a name is looked up, never read as a number.
  const found = await lookup(`${host}.`, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}
