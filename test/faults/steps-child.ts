/**
 * A process that does one job of three steps, each of which writes its name into a file, and kills
 * itself as the power company would, where it is told to: `steps-child.ts DATABASE FILE [CALL]`.
 */
import { appendFileSync } from 'node:fs'
import { Type as T } from 'typebox'
import { jobKind, JobRefused, jobWork, type JobStep } from '../../src/jobs/job.ts'
import { JobRunner } from '../../src/jobs/runner.ts'
import { systemProcessClock } from '../../src/kernel/clock.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { STORAGE_MIGRATIONS } from '../../src/storage/migrations/index.ts'
import { openDatabase } from '../../src/storage/open.ts'

const [url, file, deadly] = process.argv.slice(2) as [string, string, string?]

const KIND = jobKind({
  name: 'house.build',
  version: 1,
  payload: T.Object({ refused: T.Boolean() }),
  realisticSeconds: [0, 0],
})

function called(name: string): void {
  appendFileSync(file, `${name}\n`)
  if (name === deadly) process.kill(process.pid, 'SIGKILL')
}

function step(name: string): JobStep<{ refused: boolean }, Record<string, string>, string> {
  return {
    async do({ refused }) {
      called(name)
      if (refused && name === 'roof') throw new JobRefused('no luck')
      return name
    },
    undo: async (_payload, result) => called(`undo ${name} ${result ?? 'in part'}`),
  }
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const database = await openDatabase({ url })
const fresh = (await migrate(database, systemProcessClock, STORAGE_MIGRATIONS)).length > 0
const runner = new JobRunner({
  ...{ database, clock: systemProcessClock, ids: systemIds, log: quiet, transitions: 'instant' },
  work: [
    jobWork(KIND, {
      steps: { ground: step('ground'), walls: step('walls'), roof: step('roof') },
      finish: async () => called('finish'),
      failed: async () => called('failed'),
    }),
  ],
})
const refused = process.env['REFUSED'] === 'yes'
if (fresh) {
  const job = { resourceId: 'house', payload: { refused }, requestId: null }
  await database.write((tx) => runner.enqueue(tx, KIND, job))
}
runner.start()
await runner.idle()
await runner.stop()
await database.close()
