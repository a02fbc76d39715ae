/**
 * `npm run bench`: what Stackling costs, beside a ceiling measured in the same run; see
 * docs/benchmark.md. `--quick` measures less, for trying the bench itself.
 */
import { FULL, QUICK } from './effort.ts'
import { identityRows } from './identity.ts'
import { imageRows } from './images.ts'
import { portRows } from './ports.ts'
import { memoryRows } from './memory.ts'
import { Report } from './report.ts'
import { startRows } from './starts.ts'
import { volumeRows } from './volumes.ts'

const effort = process.argv.includes('--quick') ? QUICK : FULL
const report = new Report()
try {
  await startRows(report, effort)
  await identityRows(report, effort)
  await volumeRows(report, effort)
  await imageRows(report, effort)
  await portRows(report, effort)
  await memoryRows(report, effort)
} finally {
  // What was measured before something failed counts as well.
  report.progress('done')
  process.stdout.write(`\n${report.table()}\n`)
}
process.exitCode = report.met ? 0 : 1
