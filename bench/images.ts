/** The bytes of images: how fast they go up and down, and what that costs others. */
import { request, type IncomingMessage } from 'node:http'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Effort } from './effort.ts'
import {
  dataDirectory,
  removeDirectory,
  residentMb,
  startBytesCeiling,
  startCloud,
  type Cloud,
} from './process.ts'
import type { Report } from './report.ts'

const CHUNK = Buffer.alloc(1024 * 1024, 'image')
/** How often others ask while bytes go by. Milliseconds. */
const ASK_EVERY = 10
/** How often the memory is looked at. */
const LOOK_EVERY = 50

const SIZES = { unit: '%', sign: '≥', budget: 0.6 } as const

export async function imageRows(report: Report, effort: Effort): Promise<void> {
  report.progress('image up and down')
  const directory = dataDirectory()
  try {
    const mib = effort.imageMib
    const ceiling = await startBytesCeiling(join(directory, 'bare'))
    const cloud = await startCloud(directory)
    // Both are warm before anything is measured.
    await upAndDown(ceiling.url, {}, 16)
    await upAndDown(await imageFile(cloud), authOf(cloud), 16)
    const quiet = await p99Of(cloud, new Promise((end) => setTimeout(end, effort.quietMs)))
    const bare = await upAndDown(ceiling.url, {}, mib)
    const file = await imageFile(cloud)
    const memory = watchMemory(cloud.process)
    const going = upAndDown(file, authOf(cloud), mib)
    const busy = await p99Of(cloud, going)
    const ours = await going
    const grown = memory.end()
    const what = (how: string): string => `image ${how}, ${mib} MiB, of a bare stream`
    const speed = (times: number): string => `${Math.round((mib * 1000) / times)} MiB/s`
    const row = (how: 'up' | 'down') => ({
      ...SIZES,
      what: what(how),
      value: bare[how] / ours[how],
      note: `${speed(ours[how])} of ${speed(bare[how])}`,
    })
    report.add(row('up'))
    report.add(row('down'))
    report.add({
      ...{ what: 'resident memory meanwhile, more than before', value: grown },
      ...{ unit: 'MB', sign: '≤', budget: 48 },
    })
    report.add({
      ...{ what: "others' GET meanwhile, p99, beside a quiet cloud's", value: busy / quiet },
      ...{ unit: '×', sign: '≤', budget: 3, note: `${busy.toFixed(1)} of ${quiet.toFixed(1)} ms` },
    })
    await Promise.all([cloud.stop(), ceiling.stop()])
  } finally {
    removeDirectory(directory)
  }
}

type Headers = Readonly<Record<string, string>>

function authOf({ token }: Cloud): Headers {
  return { 'X-Auth-Token': token }
}

/** The address of the bytes of a new image. */
async function imageFile(cloud: Cloud): Promise<string> {
  const response = await fetch(`${cloud.url}/image/v2/images`, {
    method: 'POST',
    headers: { ...authOf(cloud), 'Content-Type': 'application/json' },
    body: JSON.stringify({ disk_format: 'raw', container_format: 'bare' }),
  })
  const { file } = (await response.json()) as { file: string }
  return `${cloud.url}/image${file}`
}

/** In milliseconds. */
interface Times {
  readonly up: number
  readonly down: number
}

async function upAndDown(url: string, headers: Headers, mib: number): Promise<Times> {
  const begun = performance.now()
  await send(url, headers, mib)
  const sent = performance.now()
  const received = await receive(url, headers)
  if (received !== mib * CHUNK.length) throw new Error(`${received} bytes came back`)
  return { up: sent - begun, down: performance.now() - sent }
}

async function send(url: string, headers: Headers, mib: number): Promise<void> {
  const length = { 'Content-Length': mib * CHUNK.length }
  const type = { 'Content-Type': 'application/octet-stream' }
  const asked = request(url, { method: 'PUT', headers: { ...headers, ...type, ...length } })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject)
  })
  for (let i = 0; i < mib; i += 1) {
    if (!asked.write(CHUNK)) await new Promise((resolve) => asked.once('drain', resolve))
  }
  asked.end()
  const response = await answer
  response.resume()
  if (response.statusCode! >= 300) throw new Error(`sending got ${response.statusCode}`)
}

async function receive(url: string, headers: Headers): Promise<number> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers }).once('response', resolve).once('error', reject).end()
  })
  let size = 0
  for await (const chunk of response) size += (chunk as Buffer).length
  return size
}

/** How long others wait for an answer, but for one in a hundred, while something goes on. */
async function p99Of(cloud: Cloud, meanwhile: Promise<unknown>): Promise<number> {
  const over = new AbortController()
  const end = (): void => over.abort()
  meanwhile.then(end, end)
  const times: number[] = []
  while (!over.signal.aborted) {
    const begun = performance.now()
    const response = await fetch(`${cloud.url}/volume/v3/${cloud.projectId}/types`, {
      headers: authOf(cloud),
    })
    await response.text()
    times.push(performance.now() - begun)
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY))
  }
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)]!
}

function watchMemory(child: ChildProcess): { end(): number } {
  const before = residentMb(child)
  let most = before
  const timer = setInterval(() => (most = Math.max(most, residentMb(child))), LOOK_EVERY)
  return {
    end() {
      clearInterval(timer)
      return most - before
    },
  }
}
