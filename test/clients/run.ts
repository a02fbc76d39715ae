/**
 * `npm run test:clients`: starts Stackling as a user would and drives it with the real clients.
 * A black box: nothing here imports from src. Needs Debian's packages of the clients, and installs
 * them where they are missing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case } from './case.ts'
import { CASES } from './cases.ts'
import { startAsUser } from './stackling.ts'

const PACKAGES = {
  openstack: 'python3-openstackclient',
  cinder: 'python3-cinderclient',
  nova: 'python3-novaclient',
}
const SDK = 'python3-openstacksdk'
/** Debian's own Python: another one on the path would not see the packages. */
const PYTHON = '/usr/bin/python3'

function installClients(): void {
  const missing: string[] = Object.entries(PACKAGES)
    .filter(([command]) => spawnSync('which', [command]).status !== 0)
    .map(([, name]) => name)
  if (spawnSync(PYTHON, ['-c', 'import openstack']).status !== 0) missing.push(SDK)
  if (missing.length === 0) return
  process.stderr.write(`installing ${missing.join(', ')} (once, about a minute) …\n`)
  const install = spawnSync(
    'sh',
    [
      '-c',
      `apt-get update -q && apt-get install -y -q --no-install-recommends ${missing.join(' ')}`,
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  )
  if (install.status !== 0) {
    process.stderr.write(`could not install ${missing.join(', ')}: this needs root on a Debian\n`)
    process.exit(1)
  }
}

/** @param directory where the case may leave files for those after it */
function problemOf(
  test: Case,
  environment: NodeJS.ProcessEnv,
  directory: string,
): string | undefined {
  const result = spawnSync('bash', ['-c', test.run], {
    env: environment,
    encoding: 'utf8',
    timeout: 60_000,
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

installClients()
const cloud = await startAsUser()
const directory = mkdtempSync(join(tmpdir(), 'stackling-cases-'))
let passed = 0
let failed = 0
try {
  const environment = {
    ...process.env,
    ...cloud.environment,
    PYTHON,
    PYTHONWARNINGS: 'ignore',
    HERE: import.meta.dirname,
  }
  for (const test of CASES) {
    const problem = problemOf(test, environment, directory)
    if (problem === undefined) passed++
    else failed++
    process.stdout.write(`${problem === undefined ? 'ok  ' : 'FAIL'} ${test.name}\n`)
    if (problem !== undefined) process.stdout.write(`${problem.replaceAll(/^/gm, '     ')}\n`)
  }
} finally {
  await cloud.stop()
  rmSync(directory, { recursive: true, force: true })
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
