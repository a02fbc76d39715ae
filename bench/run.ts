/**
 * `npm run bench`: what Stackling costs, beside a ceiling measured in the same run.
 * Only ratios mean something: machines are shared and noisy.
 * `--quick` measures shorter and with fewer volumes; the budgets are meant for the full run.
 */
import { dumps } from '../src/kernel/python.ts'
import { identityRows, type Report } from './identity.ts'
import { median, paired, received, requestsPerSecond, type Load } from './load.ts'
import {
  dataDirectory,
  removeDirectory,
  residentMb,
  startCeiling,
  startCloud,
  type Cloud,
} from './process.ts'
import { BUCKETS, seedVolumes, volumeId } from './seed.ts'

const quick = process.argv.includes('--quick')
const SECONDS = quick ? 2 : 5
const ROUNDS = quick ? 1 : 3
const FEW = 1_000
const MANY = quick ? 50_000 : 1_000_000
const STARTS = quick ? 3 : 5
const LISTS = quick ? 9 : 25
const CONNECTIONS = 32

interface Row {
  what: string
  measured: string
  budget: string
  met: boolean
}

const rows: Row[] = []

const report: Report = (what, value, unit, sign, budget, note) => {
  const met = sign === '≥' ? value >= budget : value <= budget
  const show = (number: number) =>
    unit === '%' ? `${Math.round(number * 100)} %` : `${number.toFixed(2)} ${unit}`
  const measured = `${show(value)}${note === '' ? '' : ` (${note})`}`
  rows.push({ what, measured, budget: `${sign} ${show(budget)}`, met })
  say(`${met ? 'met   ' : 'MISSED'} ${what}: ${measured}, budget ${sign} ${show(budget)}`)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

const perSecond = (ours: number, ceiling: number) =>
  `${Math.round(ours)} of ${Math.round(ceiling)} requests/s`

function metadataUrl(cloud: Cloud, i: number): string {
  return `${cloud.url}/volume/v3/${cloud.projectId}/volumes/${volumeId(i)}/metadata`
}

const POSTED = { metadata: { key1: 'val1', key2: 'val2' } }

function posting(cloud: Cloud): Load {
  return {
    url: metadataUrl(cloud, 7),
    method: 'POST',
    headers: { 'X-Auth-Token': cloud.token },
    body: dumps(POSTED),
    connections: CONNECTIONS,
    seconds: SECONDS,
  }
}

async function throughput(cloud: Cloud): Promise<number> {
  const headers = { 'X-Auth-Token': cloud.token }
  const common = { headers, connections: CONNECTIONS, seconds: SECONDS }
  const answer = await fetch(metadataUrl(cloud, 7), {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: dumps(POSTED),
  }).then((response) => response.text())
  const against = async (ours: Load, bytes: string) => {
    const ceiling = await startCeiling(bytes)
    try {
      return await paired(ours, { ...ours, url: ceiling.url }, ROUNDS)
    } finally {
      await ceiling.stop()
    }
  }
  const post = await against(posting(cloud), answer)
  const note = (pair: typeof post) => perSecond(pair.ours, pair.ceiling)
  report('POST volume metadata, durable, of the ceiling', post.ratio, '%', '≥', 0.4, note(post))
  for (const [what, url] of [
    ['GET volume metadata', metadataUrl(cloud, 7)],
    ['GET volume', metadataUrl(cloud, 7).replace(/\/metadata$/, '')],
  ] as const) {
    const bytes = await fetch(url, { headers }).then((response) => response.text())
    const pair = await against({ ...common, url, method: 'GET' }, bytes)
    report(`${what}, of the ceiling`, pair.ratio, '%', '≥', 0.5, note(pair))
  }
  return post.ours
}

async function throughputOfMany(cloud: Cloud): Promise<number> {
  const rounds: number[] = []
  for (let i = 0; i < ROUNDS; i++) rounds.push(await requestsPerSecond(posting(cloud)))
  return median(rounds)
}

async function filteredList(cloud: Cloud): Promise<void> {
  const filter = encodeURIComponent(`{'bucket': '${BUCKETS / 2}'}`)
  const url = `${cloud.url}/volume/v3/${cloud.projectId}/volumes/detail?metadata=${filter}&limit=1000`
  const times: number[] = []
  let text = ''
  for (let i = 0; i < LISTS; i++) {
    const started = performance.now()
    const chunks = await received(url, { 'X-Auth-Token': cloud.token })
    times.push(performance.now() - started)
    text = Buffer.concat(chunks).toString()
  }
  const answer: unknown = JSON.parse(text)
  const count = (answer as { volumes: unknown[] }).volumes.length
  if (count !== Math.min(1000, MANY / BUCKETS)) throw new Error(`the list holds ${count} volumes`)
  const serialising = Array.from({ length: LISTS }, () => {
    const started = performance.now()
    dumps(answer)
    return performance.now() - started
  })
  const ratio = median(times) / median(serialising)
  const note = `${median(times).toFixed(1)} ms, serialising ${median(serialising).toFixed(1)} ms`
  report(`list ${count} of ${MANY} volumes by metadata, × serialising`, ratio, '×', '≤', 3, note)
}

async function starts(): Promise<void> {
  const empty: number[] = []
  const existing: number[] = []
  const resident: number[] = []
  for (let i = 0; i < STARTS; i++) {
    const directory = dataDirectory()
    try {
      const first = await startCloud(directory)
      empty.push(first.startMs / 1000)
      await first.stop()
      const second = await startCloud(directory)
      existing.push(second.startMs / 1000)
      await new Promise((resolve) => setTimeout(resolve, 2000))
      resident.push(residentMb(second.process))
      await second.stop()
    } finally {
      removeDirectory(directory)
    }
  }
  report('start to the first answer, empty data directory', median(empty), 's', '≤', 1.5, '')
  report('start to the first answer, existing data directory', median(existing), 's', '≤', 0.6, '')
  report('resident memory when idle', median(resident), 'MB', '≤', 130, '')
}

function table(): string {
  const header = ['what', 'measured', 'budget', 'met']
  const lines = rows.map((row) => [row.what, row.measured, row.budget, row.met ? 'yes' : '**no**'])
  return [header, header.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const directory = dataDirectory()
try {
  say('starting times and memory …')
  await starts()
  say('signing in and tokens …')
  await identityRows(report, { seconds: SECONDS, rounds: ROUNDS })
  say(`throughput with ${FEW} volumes …`)
  let cloud = await startCloud(directory)
  await cloud.stop()
  seedVolumes(directory, cloud.projectId, FEW)
  cloud = await startCloud(directory)
  const few = await throughput(cloud)
  await cloud.stop()
  say(`storing ${MANY} volumes …`)
  seedVolumes(directory, cloud.projectId, MANY)
  cloud = await startCloud(directory)
  const pairOfMany = await throughputOfMany(cloud)
  report(
    `the same POST with ${MANY} volumes stored, × the time`,
    few / pairOfMany,
    '×',
    '≤',
    1.3,
    '',
  )
  await filteredList(cloud)
  await cloud.stop()
  process.stdout.write(`${table()}\n`)
} finally {
  removeDirectory(directory)
}

process.exitCode = rows.every((row) => row.met) ? 0 : 1
