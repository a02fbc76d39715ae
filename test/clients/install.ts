/** The real clients, of two ages: those of Debian's stable release, and this year's. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Clients {
  readonly name: string
  readonly thisYears: boolean
  /** What a shell has to have for `openstack`, `cinder`, `nova`, `glance` and `$PYTHON` to be these. */
  readonly environment: Readonly<Record<string, string>>
}

/** Why they are not there. */
export class NotInstalled extends Error {}

const PACKAGES = {
  openstack: 'python3-openstackclient',
  cinder: 'python3-cinderclient',
  nova: 'python3-novaclient',
  glance: 'python3-glanceclient',
}
const SDK = 'python3-openstacksdk'
/** Debian's own Python: another one on the path would not see the packages. */
const DEBIANS_PYTHON = '/usr/bin/python3'

/** Debian's packages, which are installed where they are missing. @throws NotInstalled */
export function debiansClients(): Clients {
  const missing: string[] = Object.entries(PACKAGES)
    .filter(([command]) => spawnSync('which', [command]).status !== 0)
    .map(([, name]) => name)
  if (spawnSync(DEBIANS_PYTHON, ['-c', 'import openstack']).status !== 0) missing.push(SDK)
  if (missing.length > 0) {
    process.stderr.write(`installing ${missing.join(', ')} (once, about a minute) …\n`)
    const script = `apt-get update -q && apt-get install -y -q --no-install-recommends ${missing.join(' ')}`
    run('sh', ['-c', script], { DEBIAN_FRONTEND: 'noninteractive' })
  }
  return { name: 'Debian’s', thisYears: false, environment: { PYTHON: DEBIANS_PYTHON } }
}

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')

/** In a virtual environment of their own, which is kept for the next time. @throws NotInstalled */
export function thisYearsClients(): Clients {
  const home = environmentFor(readFileSync(REQUIREMENTS, 'utf8'))
  const python = join(home, 'bin/python')
  const complete = join(home, 'complete')
  if (!existsSync(complete)) {
    process.stderr.write(`installing this year’s clients in ${home} (once, a minute) …\n`)
    rmSync(home, { recursive: true, force: true })
    mkdirSync(dirname(home), { recursive: true })
    run('python3', ['-m', 'venv', home])
    run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS])
    writeFileSync(complete, '')
  }
  const path = `${join(home, 'bin')}:${process.env['PATH']}`
  return { name: 'this year’s', thisYears: true, environment: { PATH: path, PYTHON: python } }
}

function environmentFor(requirements: string): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const { stdout } = spawnSync('python3', ['--version'], { encoding: 'utf8' })
  const key = createHash('sha256').update(`${stdout}${requirements}`).digest('hex').slice(0, 12)
  return join(cache, 'stackling', `clients-${key}`)
}

function run(command: string, parameters: string[], environment: NodeJS.ProcessEnv = {}): void {
  const { status, stderr, error } = spawnSync(command, parameters, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  })
  if (status === 0) return
  const reason = error?.message ?? stderr.trim().split('\n').at(-1)
  throw new NotInstalled(`${command} ${parameters.slice(0, 3).join(' ')} …: ${reason}`)
}
