import { Agent, get } from 'node:http'
import autocannon from 'autocannon'

export interface Load {
  url: string
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Instead of one: each connection sends some of them, one after another. */
  bodies?: readonly string[]
  /** Simultaneous connections. */
  connections: number
  seconds: number
}

/**
 * Requests a second under `load`. Every answer must be a success, and all the same where the
 * request is: a server that refuses quickly is not fast.
 */
export async function requestsPerSecond(load: Load): Promise<number> {
  const { url, connections, seconds, bodies = [] } = load
  let clients = 0
  const result = await autocannon({
    ...{ url, connections, duration: seconds, ...requestOf(load) },
    setupClient(client) {
      const own = clients++
      const some = bodies.filter((_, index) => index % connections === own)
      if (some.length > 0) client.setRequests(some.map((body) => requestOf({ ...load, body })))
    },
  })
  refuseFailures(url, result)
  return result['2xx'] / result.duration
}

/** Sends `amount` requests, on each connection each of `loads` in turn. */
export async function requestsDone(
  loads: readonly Load[],
  amount: number,
  connections: number,
): Promise<void> {
  const { url } = loads[0]!
  const requests = loads.map((load) => {
    const { pathname, search } = new URL(load.url)
    return { path: pathname + search, ...requestOf(load) }
  })
  refuseFailures(url, await autocannon({ url, connections, amount, requests }))
}

function requestOf({ method, headers, body }: Load) {
  return {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  }
}

function refuseFailures(url: string, { non2xx, errors }: autocannon.Result): void {
  if (non2xx === 0 && errors === 0) return
  throw new Error(`${url}: ${non2xx} refusals and ${errors} errors under load`)
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const WARM_UP_SECONDS = 2

/**
 * Measures two loads in turn, several times, and gives the median of each and of their ratios:
 * machines drift, pairs drift together. Before that both run for a moment unmeasured: the first
 * seconds of a process are its compiler's.
 */
export async function paired(
  ours: Load,
  ceiling: Load,
  rounds: number,
): Promise<{ ours: number; ceiling: number; ratio: number }> {
  for (const load of [ours, ceiling]) await requestsPerSecond({ ...load, seconds: WARM_UP_SECONDS })
  const pairs: [number, number][] = []
  for (let round = 0; round < rounds; round++) {
    pairs.push([await requestsPerSecond(ours), await requestsPerSecond(ceiling)])
  }
  return {
    ours: median(pairs.map(([a]) => a)),
    ceiling: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
  }
}

const agent = new Agent({ keepAlive: true })

/** The bytes of one answer as they came: what the client then makes of them is its own time. */
export function received(url: string, headers: Record<string, string>): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(chunks))
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}
