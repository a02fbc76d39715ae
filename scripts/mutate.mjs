/**
 * Would the tests notice? Makes each mistake of test/mutations.ts in a copy of the tree,
 * runs the tests that must fail for it, and says whether they do: killed, or survived. Arguments
 * choose the mistakes whose description contains one of them: `npm run mutate -- password quota`.
 */
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outcomeLine } from '../test/support/plain-reporter.ts'
import { mutated, MUTATIONS } from '../test/mutations.ts'
import { FILES, ROOT } from '../test/tidy/tree.ts'

/** Milliseconds. A mistake may make a test wait for ever. */
const LONGEST_RUN = 300_000

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stopped.abort())

const words = process.argv.slice(2)
const chosen = MUTATIONS.filter(
  ({ mistake }) => words.length === 0 || words.some((word) => mistake.includes(word)),
)
if (chosen.length === 0) {
  process.stderr.write(`no mistake is described by ${words.join(' or ')}\n`)
  process.exit(1)
}
const outcome = { passed: 0, failed: 0, skipped: 0 }
const copy = await mkdtemp(join(tmpdir(), 'stackling-mutate-'))
try {
  await copyTree()
  // What fails without any mistake would seem to notice every one.
  const tests = [...new Set(chosen.flatMap((mutation) => mutation.tests))]
  const green = await tell('unchanged', async () => ((await isGreen(tests)) ? 'ok' : 'FAILED'))
  for (const mutation of green ? chosen : []) {
    await tell(mutation.mistake, () => verdictOn(mutation))
  }
} catch (error) {
  if (!stopped.signal.aborted) throw error
  outcome.failed++
} finally {
  await rm(copy, { recursive: true, force: true })
}
process.exitCode = outcome.failed === 0 ? 0 : 1
process.stdout.write(`${outcomeLine(outcome)}\n`)

async function copyTree() {
  await Promise.all(FILES.map((path) => cp(join(ROOT, path), join(copy, path))))
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction')
}

/** Says in a line what came of it; true where that was `ok` or `killed`. */
async function tell(name, what) {
  const started = performance.now()
  const verdict = await what()
  const good = verdict === 'ok' || verdict === 'killed'
  if (good) outcome.passed++
  else outcome.failed++
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${name.padEnd(72)} ${verdict}  ${seconds} s\n`)
  return good
}

async function isGreen(tests) {
  const { code, failed, said } = await run(tests)
  if (code !== 0) process.stdout.write(said)
  return code === 0 && failed === 0
}

/** Killed where a test fails in each of the files; a file that cannot even run notices nothing. */
async function verdictOn(mutation) {
  const path = join(copy, mutation.file)
  const source = await readFile(path, 'utf8')
  let changed
  try {
    changed = mutated(source, mutation)
  } catch (error) {
    return `NOT MADE: ${error.message}`
  }
  await writeFile(path, changed)
  try {
    for (const test of mutation.tests) {
      const { code, failed } = await run([test], '--bail=1')
      if (code === 0) return `SURVIVED ${test}`
      if (failed === 0) return `BROKE ${test}: none of its tests failed`
    }
    return 'killed'
  } finally {
    await writeFile(path, source)
  }
}

/** Runs test files of the copy; how many tests failed is 0 too where vitest came to no end. */
async function run(tests, ...options) {
  const report = join(copy, 'report.json')
  await rm(report, { force: true })
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const args = [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
    ...options,
    ...tests,
  ]
  const child = spawn(process.execPath, args, {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN,
    signal: stopped.signal,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  child.on('error', () => {}) // That it was stopped; it is over when it closes.
  const code = await new Promise((resolve) => child.on('close', resolve))
  stopped.signal.throwIfAborted()
  const failed = await readFile(report, 'utf8').then(
    (text) => JSON.parse(text).numFailedTests,
    () => 0,
  )
  return { code, failed, said }
}
