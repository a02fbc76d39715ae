/**
 * Everything `npm test` stands for: types, lint, format, then the suite. All of it runs, even after
 * a failure, and the last line counts every check and test. Arguments go to vitest:
 * `npm test -- src/kernel`, `npm test -- -u`. With `--touched` first (`npm run test:changed`), only
 * the test files run that the change since a branch concerns, `main` unless it is named, and only
 * the files that it touches are linted.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { parseCLI, startVitest } from 'vitest/node'
import { outcomeLine, outcomeOf, slowestFiles } from '../test/support/plain-reporter.ts'
import { touchedSources, touchedTests } from './touched.mjs'

const FOLDERS = ['src', 'test', 'scripts', 'bench'].filter((folder) => existsSync(folder))
const LINT = ['oxlint', '--deny-warnings', '--type-aware', '--report-unused-disable-directives']

const args = process.argv.slice(2)
const branch = args[0] === '--touched' ? (args[1] ?? 'main') : undefined
const wanted = branch === undefined ? args : touchedTests(branch)
// Rules that need types take half a minute for all files.
const linted = branch === undefined ? FOLDERS : touchedSources(branch, FOLDERS)
const CHECKS = {
  types: ['tsc', '--noEmit'],
  ...(linted.length > 0 && { lint: [...LINT, ...linted] }),
  format: ['oxfmt', '--check', ...FOLDERS],
}
const checks = await Promise.all(
  Object.entries(CHECKS).map(([name, command]) => check(name, command)),
)
const outcome = await suite(wanted)
outcome.passed += checks.filter(Boolean).length
outcome.failed += checks.filter((ok) => !ok).length
process.exitCode = outcome.failed === 0 ? 0 : 1
process.stdout.write(`${outcomeLine(outcome)}\n`)

/** Runs one tool; says in a line that it is content, or shows everything it said. */
function check(name, [program, ...args]) {
  const started = performance.now()
  const child = spawn(`node_modules/.bin/${program}`, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  return new Promise((resolve) => {
    child.on('error', (error) => (said += error.message))
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      const verdict = code === 0 ? 'ok' : 'FAILED'
      process.stdout.write(`${code === 0 ? '' : said}${name.padEnd(8)}${verdict}  ${seconds} s\n`)
      resolve(code === 0)
    })
  })
}

/** Runs vitest in this process. A suite that does not start, or finds no test, has failed. */
async function suite(args) {
  const { filter, options } = parseCLI(['vitest', 'run', ...args])
  const vitest = await startVitest('test', filter, {
    ...options,
    watch: false,
    // Its own last line would not count the checks above.
    reporters: ['default'],
  })
  const { state } = vitest
  process.stdout.write(`Slowest files\n${slowestFiles(state.getTestModules())}\n`)
  const outcome = outcomeOf(state.getTestModules(), state.getUnhandledErrors())
  const silent = outcome.passed + outcome.failed === 0
  if (silent || (process.exitCode && outcome.failed === 0)) outcome.failed++
  await vitest.close()
  return outcome
}
