/**
 * Everything `npm test` stands for: types, lint, format, then the suite. All of it runs, even after
 * a failure, and the last line counts every check and test. Arguments go to vitest:
 * `npm test -- src/kernel`, `npm test -- -u`.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { startVitest, parseCLI } from 'vitest/node'

const FOLDERS = ['src', 'test', 'scripts', 'bench'].filter((folder) => existsSync(folder))
const CHECKS = {
  types: ['tsc', '--noEmit'],
  lint: ['oxlint', '--deny-warnings', '--type-aware', '--report-unused-disable-directives'].concat(
    FOLDERS,
  ),
  format: ['oxfmt', '--check', ...FOLDERS],
}

const checks = await Promise.all(
  Object.entries(CHECKS).map(([name, command]) => check(name, command)),
)
const tests = await suite(process.argv.slice(2))
const passed = checks.filter(Boolean).length + tests.passed
const failed = checks.filter((ok) => !ok).length + tests.failed
process.exitCode = failed === 0 ? 0 : 1
process.stdout.write(`${passed} passed, ${failed} failed\n`)

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

/** Runs vitest in this process. A suite that cannot even start counts as one failure. */
async function suite(args) {
  const { filter, options } = parseCLI(['vitest', 'run', ...args])
  const vitest = await startVitest('test', filter, {
    ...options,
    watch: false,
    reporters: ['default'],
  })
  const count = { passed: 0, failed: 0 }
  const modules = vitest.state.getTestModules()
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed' || state === 'failed') count[state]++
    }
    if (module.errors().length > 0) count.failed++
  }
  count.failed += vitest.state.getUnhandledErrors().length
  if (modules.length === 0 || (process.exitCode && count.failed === 0)) count.failed++
  await vitest.close()
  return count
}
