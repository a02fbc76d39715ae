/** Memory after many requests, and once they are over. */
import { CONNECTIONS, type Effort } from './effort.ts'
import { requestsDone } from './load.ts'
import { dataDirectory, removeDirectory, residentMb, startCloud } from './process.ts'
import type { Report } from './report.ts'
import { getMetadata, getVolume, postMetadata } from './requests.ts'
import { seedVolumes } from './seed.ts'

const CALM_AFTER_MS = 30_000

/** Writes alone, which commit, log and record; and a mix of writes, reads and lists. */
export async function memoryRows(report: Report, effort: Effort): Promise<void> {
  for (const mix of ['POST volume metadata', 'mixed'] as const) {
    const what = `resident memory after ${effort.requests} requests (${mix})`
    report.progress(what)
    const directory = dataDirectory()
    try {
      const empty = await startCloud(directory)
      await empty.stop()
      seedVolumes(directory, empty.projectId, effort.few)
      const cloud = await startCloud(directory)
      const write = postMetadata(cloud, effort)
      const read = getVolume(cloud, effort)
      const list = { ...read, url: `${read.url.replace(/\/[^/]*$/, '')}/detail?limit=10` }
      const loads = mix === 'mixed' ? [write, read, getMetadata(cloud, effort), list] : [write]
      await requestsDone(loads, effort.requests, CONNECTIONS)
      const memory = { unit: 'MB', sign: '≤' } as const
      report.add({ ...memory, what, value: residentMb(cloud.process), budget: 256 })
      await new Promise((resolve) => setTimeout(resolve, CALM_AFTER_MS))
      const later = `the same, ${CALM_AFTER_MS / 1000} s later`
      report.add({ ...memory, what: later, value: residentMb(cloud.process), budget: 180 })
      await cloud.stop()
    } finally {
      removeDirectory(directory)
    }
  }
}
