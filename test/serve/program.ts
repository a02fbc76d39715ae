/** The built program in a process of its own, watched from outside as its user sees it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { flagOf, SETTING_NAMES } from '../../src/config/settings.ts'
import { until } from '../faults/stackling.ts'

const ROOT = join(import.meta.dirname, '../..')
const PROGRAM = join(ROOT, 'dist/stackling.js')

/** Bundles the source as it is now, which takes no time when it was bundled before. */
export function buildProgram(): void {
  const args = ['scripts/prepare.mjs', '--build']
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

export interface Running {
  readonly child: ChildProcess
  /** What it has written so far. */
  readonly said: { out: string; err: string }
  /** The exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

export function launch(...words: string[]): Running {
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal!))
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, said, ended }
}

export interface Serving extends Running {
  /** By service type, as printed. */
  readonly urls: { identity: string; compute: string; 'block-storage': string }
}

const ANY_PORTS = SETTING_NAMES.flatMap((name) =>
  name.endsWith('Port') && name !== 'singlePort' ? [`--${flagOf(name)}`, '0'] : [],
)

/** Starts a cloud and waits until it says that it is ready. */
export async function serve(dataDir: string, ...flags: string[]): Promise<Serving> {
  const running = launch('serve', '--data-dir', dataDir, ...ANY_PORTS, ...flags)
  await until(async () => {
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.said.err}`)
    return /^State: /m.test(running.said.out)
  }, 'it is ready')
  const url = (name: string): string =>
    new RegExp(`^  ${name} +(\\S+)`, 'm').exec(running.said.out)![1]!
  return {
    ...running,
    urls: {
      identity: url('Identity'),
      compute: url('Compute'),
      'block-storage': url('Block Storage'),
    },
  }
}

interface Cloud {
  auth: Record<'auth_url' | 'username' | 'password', string> & Partial<Record<string, string>>
}

/** Signs in as `clouds.yaml` says and returns the token; the status where that fails. */
export async function signIn(dataDir: string, name: string): Promise<string | number> {
  const { clouds } = parse(readFileSync(join(dataDir, 'clouds.yaml'), 'utf8')) as {
    clouds: Record<string, Cloud>
  }
  const { auth } = clouds[name]!
  const user = { name: auth.username, domain: { name: 'Default' }, password: auth.password }
  const project = { name: auth['project_name'], domain: { name: 'Default' } }
  const scope = auth['system_scope'] === 'all' ? { system: { all: true } } : { project }
  const response = await fetch(`${auth.auth_url}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      auth: { identity: { methods: ['password'], password: { user } }, scope },
    }),
  })
  return response.headers.get('x-subject-token') ?? response.status
}
