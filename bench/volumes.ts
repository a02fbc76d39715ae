/** Throughput of requests on volumes with few and many of them stored, and the list of many. */
import { dumps } from '../src/kernel/python.ts'
import type { Effort } from './effort.ts'
import { median, paired, received, type Load } from './load.ts'
import { dataDirectory, removeDirectory, startCeiling, startCloud, type Cloud } from './process.ts'
import type { Report } from './report.ts'
import { getMetadata, getVolume, postMetadata } from './requests.ts'
import { BUCKETS, seedVolumes } from './seed.ts'

export async function volumeRows(report: Report, effort: Effort): Promise<void> {
  await withVolumes(effort.few, report, async (few) => {
    await ceilingRows(few, report, effort)
    await withVolumes(effort.many, report, async (many) => {
      await growthRow(few, many, report, effort)
      await listRow(many, report, effort)
    })
  })
}

/** Runs `work` on a cloud of its own with `count` volumes. */
async function withVolumes(
  count: number,
  report: Report,
  work: (cloud: Cloud) => Promise<void>,
): Promise<void> {
  report.progress(`storing ${count} volumes`)
  const directory = dataDirectory()
  try {
    const empty = await startCloud(directory)
    await empty.stop()
    seedVolumes(directory, empty.projectId, count)
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

async function answerTo({ url, method, headers, body }: Load): Promise<string> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  })
  return response.text()
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

async function listRow(cloud: Cloud, report: Report, effort: Effort): Promise<void> {
  const count = Math.min(1000, effort.many / BUCKETS)
  const what = `list ${count} of ${effort.many} volumes by metadata, × serialising the answer`
  report.progress(what)
  const filter = encodeURIComponent(`{'bucket': '${BUCKETS / 2}'}`)
  const url = `${cloud.url}/volume/v3/${cloud.projectId}/volumes/detail?metadata=${filter}&limit=1000`
  const times: number[] = []
  let text = ''
  for (let i = 0; i < effort.lists; i++) {
    const started = performance.now()
    const chunks = await received(url, { 'X-Auth-Token': cloud.token })
    times.push(performance.now() - started)
    text = Buffer.concat(chunks).toString()
  }
  const answer = JSON.parse(text) as { volumes: unknown[] }
  if (answer.volumes.length !== count) {
    throw new Error(`the list holds ${answer.volumes.length} volumes`)
  }
  const serialising = Array.from({ length: effort.lists }, () => {
    const started = performance.now()
    dumps(answer)
    return performance.now() - started
  })
  const [ours, alone] = [median(times), median(serialising)]
  const note = `${ours.toFixed(1)} ms, serialising ${alone.toFixed(1)} ms`
  report.add({ what, value: ours / alone, unit: '×', sign: '≤', budget: 3, note })
}
