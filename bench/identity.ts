/** What signing in costs, what a token costs, and what others notice of it. */
import { scryptHasher } from '../src/identity/passwords/scrypt.ts'
import { CONNECTIONS, type Effort } from './effort.ts'
import { median, paired, received, requestsPerSecond, type Load } from './load.ts'
import {
  dataDirectory,
  PASSWORD,
  removeDirectory,
  startCloud,
  startVerified,
  type Cloud,
} from './process.ts'
import type { Report } from './report.ts'

const SIGNING_IN = 16

export async function identityRows(report: Report, effort: Effort): Promise<void> {
  report.progress('signing in and tokens')
  await verification(report, effort)
  const directory = dataDirectory()
  const cloud = await startCloud(directory)
  try {
    const hashes = await hashesPerSecond(effort.seconds)
    // Each measurement takes others, and one may be faster than the machine was before it.
    const users = await newUsers(cloud, Math.ceil(hashes * effort.seconds * 3), effort.rounds * 2)
    await issuing(cloud, users, report, effort)
    await answering(cloud, users, report, effort)
  } finally {
    await cloud.stop()
    removeDirectory(directory)
  }
}

/** Two clouds that differ in nothing but whether they look at the token. */
async function verification(report: Report, { seconds, rounds }: Effort): Promise<void> {
  const looking = await startVerified([])
  const trusting = await startVerified(['--unverified'])
  try {
    for (const [what, path] of [
      ['a user', (userId: string) => `/identity/v3/users/${userId}`],
      ['a region', () => '/identity/v3/regions/RegionOne'],
    ] as const) {
      const load = ({ url, token, userId }: typeof looking): Load => ({
        url: url + path(userId),
        method: 'GET',
        headers: { 'X-Auth-Token': token },
        connections: CONNECTIONS,
        seconds,
      })
      const pair = await paired(load(trusting), load(looking), rounds)
      const note = `${Math.round(pair.ceiling)}, else ${Math.round(pair.ours)} requests/s`
      report.add({
        ...{ what: `GET ${what}, × without looking at the token`, value: pair.ratio, note },
        ...{ unit: '×', sign: '≤', budget: 1.25 },
      })
    }
  } finally {
    await looking.stop()
    await trusting.stop()
  }
}

/** Names of users who have not signed in yet, so many for each measurement. */
type NewUsers = string[][]

/** The program remembers passwords that were right, and a user's second sign-in costs no hash. */
async function newUsers(cloud: Cloud, many: number, measurements: number): Promise<NewUsers> {
  const names = Array.from({ length: measurements }, (_, measurement) =>
    Array.from({ length: many }, (__, index) => `bench-${measurement}-${index}`),
  )
  const waiting = names.flat()
  const client = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const user = { name, password: PASSWORD, domain_id: 'default' }
      const { status } = await fetch(`${cloud.url}/identity/v3/users`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Auth-Token': cloud.token },
        body: JSON.stringify({ user }),
      })
      if (status !== 201) throw new Error(`making a user got ${status}`)
    }
  }
  await Promise.all(Array.from({ length: SIGNING_IN }, client))
  return names
}

function signingIn(cloud: Cloud, users: NewUsers, seconds: number): Load {
  const bodies = users.pop()!.map((name) => {
    const user = { name, domain: { id: 'default' }, password: PASSWORD }
    return JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } } } })
  })
  return {
    url: `${cloud.url}/identity/v3/auth/tokens`,
    method: 'POST',
    bodies,
    connections: SIGNING_IN,
    seconds,
  }
}

/** Against the same hashes for as many clients, and nothing else. */
async function issuing(
  cloud: Cloud,
  users: NewUsers,
  report: Report,
  { seconds, rounds }: Effort,
): Promise<void> {
  const pairs: [number, number][] = []
  for (let round = 0; round < rounds; round++) {
    const tokens = await requestsPerSecond(signingIn(cloud, users, seconds))
    pairs.push([tokens, await hashesPerSecond(seconds)])
  }
  const [tokens, hashes] = [0, 1].map((i) => median(pairs.map((pair) => pair[i]!)))
  const ratio = median(pairs.map(([ours, alone]) => ours / alone))
  const note = `${tokens!.toFixed(1)} of ${hashes!.toFixed(1)} a second`
  report.add({
    ...{ what: 'tokens for passwords, of scrypt alone', value: ratio, note },
    ...{ unit: '%', sign: '≥', budget: 0.8 },
  })
}

async function hashesPerSecond(seconds: number): Promise<number> {
  const hasher = scryptHasher()
  const hash = await hasher.hash('bench')
  const end = performance.now() + seconds * 1000
  let done = 0
  const client = async () => {
    while (performance.now() < end) {
      await hasher.verify('bench', hash)
      done++
    }
  }
  // More than are computed at once: the others wait, as in the program.
  const started = performance.now()
  await Promise.all(Array.from({ length: SIGNING_IN }, client))
  return done / ((performance.now() - started) / 1000)
}

const PAUSE_MS = 5

/** What a client that is in no hurry notices of others that sign in. */
async function answering(
  cloud: Cloud,
  users: NewUsers,
  report: Report,
  { seconds, rounds }: Effort,
): Promise<void> {
  const url = `${cloud.url}/identity/v3/users?limit=1`
  await p99(url, cloud.token, seconds)
  const pairs: [number, number][] = []
  for (let round = 0; round < rounds; round++) {
    const quiet = await p99(url, cloud.token, seconds)
    const [busy] = await Promise.all([
      p99(url, cloud.token, seconds),
      requestsPerSecond(signingIn(cloud, users, seconds)),
    ])
    pairs.push([quiet, busy])
  }
  const [quiet, busy] = [0, 1].map((i) => median(pairs.map((pair) => pair[i]!)))
  const ratio = median(pairs.map(([alone, among]) => among / alone))
  const note = `${busy!.toFixed(1)} ms, quiet ${quiet!.toFixed(1)} ms`
  report.add({
    ...{ what: `p99 of a GET while ${SIGNING_IN} clients sign in, × quiet`, value: ratio, note },
    ...{ unit: '×', sign: '≤', budget: 2 },
  })
}

/** How long 99 of 100 answers take at most. Milliseconds. */
async function p99(url: string, token: string, seconds: number): Promise<number> {
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const started = performance.now()
    await received(url, { 'X-Auth-Token': token })
    times.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)]!
}
