/**
 * `npm run test:clients`: starts Stackling as a user would and drives it with the real clients, first
 * Debian's and then this year's, each with a cloud of its own. A black box: nothing here imports from
 * src. Clients that are missing are installed; where that cannot be done, it is a failure.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case } from './case.ts'
import { CASES } from './cases.ts'
import { debiansClients, NotInstalled, thisYearsClients, type Clients } from './install.ts'
import { startAsUser } from './stackling.ts'

/** @param directory where the case may leave files for those after it */
function problemOf(
  test: Case,
  environment: NodeJS.ProcessEnv,
  directory: string,
): string | undefined {
  const result = spawnSync('bash', ['-c', test.run], {
    env: environment,
    encoding: 'utf8',
    // A command takes seconds where the machine is busy, and a case may have twenty.
    timeout: 180_000,
    cwd: directory,
  })
  const shown = `$ ${test.run}\n${result.stdout}${result.stderr}`
  const succeeded = result.status === 0
  if (succeeded === (test.fails ?? false)) return `${shown}exit status ${result.status}`
  const output = test.fails ? result.stdout + result.stderr : result.stdout
  for (const wanted of test.shows ?? []) {
    if (!(typeof wanted === 'string' ? output.includes(wanted) : wanted.test(output))) {
      return `${shown}does not show ${String(wanted)}`
    }
  }
  for (const unwanted of test.hides ?? []) {
    if (output.includes(unwanted)) return `${shown}shows ${unwanted}`
  }
  return undefined
}

let passed = 0
let failed = 0

function report(name: string, problem: string | undefined): void {
  if (problem === undefined) passed++
  else failed++
  process.stdout.write(`${problem === undefined ? 'ok  ' : 'FAIL'} ${name}\n`)
  if (problem !== undefined) process.stdout.write(`${problem.replaceAll(/^/gm, '     ')}\n`)
}

async function drive({ name, thisYears, environment }: Clients): Promise<void> {
  const cloud = await startAsUser()
  const directory = mkdtempSync(join(tmpdir(), 'stackling-cases-'))
  try {
    const variables = {
      ...process.env,
      ...cloud.environment,
      ...environment,
      PYTHONWARNINGS: 'ignore',
      HERE: import.meta.dirname,
    }
    for (const test of CASES.filter((one) => !(thisYears ? one.debians : one.thisYears))) {
      report(`${name} clients: ${test.name}`, problemOf(test, variables, directory))
    }
  } finally {
    await cloud.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

for (const install of [debiansClients, thisYearsClients]) {
  try {
    await drive(install())
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error
    report('the clients are installed', error.message)
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
