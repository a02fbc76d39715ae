/** Throughput of requests on volumes with few and many of them stored, and lists of many. */
import type { Effort } from './effort.ts'
import { listTimes } from './lists.ts'
import { paired, type Load } from './load.ts'
import {
  dataDirectory,
  removeDirectory,
  startCeiling,
  startCloud,
  type Cloud,
  type Sent,
} from './process.ts'
import type { Report } from './report.ts'
import { getMetadata, getVolume, postMetadata } from './requests.ts'
import { BUCKETS, seedSnapshots, seedVolumes, volumeId } from './seed.ts'

export async function volumeRows(report: Report, effort: Effort): Promise<void> {
  await withVolumes(effort.few, report, async (few) => {
    await ceilingRows(few, report, effort)
    await withVolumes(effort.many, report, async (many) => {
      await growthRow(few, many, report, effort)
      await listRows(many, report, effort)
    })
  })
}

/** Runs `work` on a cloud of its own with `count` volumes. */
async function withVolumes(
  count: number,
  report: Report,
  work: (cloud: Cloud) => Promise<void>,
): Promise<void> {
  report.progress(`storing ${count} volumes and snapshots`)
  const directory = dataDirectory()
  try {
    const empty = await startCloud(directory)
    await empty.stop()
    seedVolumes(directory, empty.projectId, count)
    seedSnapshots(directory, count, listed(count))
    const cloud = await startCloud(directory)
    try {
      await work(cloud)
    } finally {
      await cloud.stop()
    }
  } finally {
    removeDirectory(directory)
  }
}

/** Each request beside a bare route that sends the same bytes. */
async function ceilingRows(cloud: Cloud, report: Report, effort: Effort): Promise<void> {
  for (const [what, load, budget] of [
    ['POST volume metadata, durable', postMetadata(cloud, effort), 0.5],
    ['GET volume metadata', getMetadata(cloud, effort), 0.55],
    ['GET volume', getVolume(cloud, effort), 0.55],
  ] as const) {
    report.progress(what)
    const ceiling = await startCeiling(await answerTo(load))
    try {
      const pair = await paired(load, { ...load, url: ceiling.url }, effort.rounds)
      const note = `${Math.round(pair.ours)} of ${Math.round(pair.ceiling)} requests/s`
      report.add({
        ...{ what: `${what}, of the ceiling`, value: pair.ratio, note },
        ...{ unit: '%', sign: '≥', budget },
      })
    } finally {
      await ceiling.stop()
    }
  }
}

/** Written by Node's server, whatever the program says. */
const BY_NODE = ['connection', 'content-length', 'date', 'keep-alive']

async function answerTo({ url, method, headers, body }: Load): Promise<Sent> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  })
  const sent = [...response.headers].filter(([name]) => !BY_NODE.includes(name))
  return { headers: Object.fromEntries(sent), body: await response.text() }
}

async function growthRow(few: Cloud, many: Cloud, report: Report, effort: Effort): Promise<void> {
  const what = `POST volume metadata with ${effort.many} volumes instead of ${effort.few}, × the time`
  report.progress(what)
  const { ratio } = await paired(
    postMetadata(few, effort),
    postMetadata(many, effort),
    effort.rounds,
  )
  report.add({ what, value: ratio, unit: '×', sign: '≤', budget: 1.2 })
}

/** How many items the lists have, of so many stored ones. */
function listed(stored: number): number {
  return Math.min(1000, stored / BUCKETS)
}

async function listRows(cloud: Cloud, report: Report, effort: Effort): Promise<void> {
  const metadata = `metadata=${encodeURIComponent(`{'bucket': '${BUCKETS / 2}'}`)}`
  for (const [collection, by, filter] of [
    ['volumes', 'metadata', metadata],
    ['snapshots', 'metadata', metadata],
    ['snapshots', 'volume', `volume_id=${volumeId(7)}`],
  ] as const) {
    const what = `list ${listed(effort.many)} of ${effort.many} ${collection} by ${by}`
    report.progress(what)
    const url = `${cloud.url}/volume/v3/${cloud.projectId}/${collection}/detail?${filter}&limit=1000`
    const headers = { 'X-Auth-Token': cloud.token, 'OpenStack-API-Version': 'volume 3.30' }
    const wanted = { collection, length: listed(effort.many) }
    const { ours, alone } = await listTimes(url, headers, wanted, effort.lists)
    const note = `${ours.toFixed(1)} ms, serialising ${alone.toFixed(1)} ms`
    report.add({
      ...{ what: `${what}, × serialising the answer`, value: ours / alone, note },
      ...{ unit: '×', sign: '≤', budget: 3 },
    })
  }
}
