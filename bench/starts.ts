/** Time from the start of the process to the first authenticated answer, and memory when idle. */
import type { Effort } from './effort.ts'
import { median } from './load.ts'
import { dataDirectory, removeDirectory, residentMb, startCloud } from './process.ts'
import type { Report } from './report.ts'

const IDLE_AFTER_MS = 2_000

export async function startRows(report: Report, effort: Effort): Promise<void> {
  report.progress('starts')
  const empty: number[] = []
  const existing: number[] = []
  const resident: number[] = []
  for (let i = 0; i < effort.starts; i++) {
    const directory = dataDirectory()
    try {
      const first = await startCloud(directory)
      empty.push(first.startMs / 1000)
      await first.stop()
      const second = await startCloud(directory)
      existing.push(second.startMs / 1000)
      await new Promise((resolve) => setTimeout(resolve, IDLE_AFTER_MS))
      resident.push(residentMb(second.process))
      await second.stop()
    } finally {
      removeDirectory(directory)
    }
  }
  const start = { unit: 's', sign: '≤' } as const
  report.add({
    ...start,
    what: 'start to the first answer, empty data directory',
    value: median(empty),
    budget: 1,
  })
  report.add({
    ...start,
    what: 'start to the first answer, existing data directory',
    value: median(existing),
    budget: 0.5,
  })
  report.add({
    what: 'resident memory when idle',
    value: median(resident),
    unit: 'MB',
    sign: '≤',
    budget: 140,
  })
}
