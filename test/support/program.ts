/** The built program in a process of its own, watched from outside as its user sees it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
/** The bundle. */
export const PROGRAM = join(ROOT, 'dist/stackling.js')
/** As cheap as the program allows: a test that runs it is not about the cost of a hash. */
const CHEAP_HASHES = { STACKLING_PASSWORD_HASH_ROUNDS: '10' }
/** Longest wait for anything that must come true, on a busy machine. Milliseconds. */
const PATIENCE = 30_000

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

/** A run that is cut short does not come past the end of its tests. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Runs the program with `words`, until the test ends at the latest. */
export function launch(...words: string[]): Running {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    // Read now: a test may have changed it.
    env: { ...process.env, ...CHEAP_HASHES },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal!))
  })
  running.add(child)
  onTestFinished(async () => {
    running.delete(child)
    child.kill('SIGKILL')
    await ended
  })
  return { child, said, ended }
}

export interface Outcome {
  readonly status: number | NodeJS.Signals
  readonly out: string
  readonly err: string
}

/** Runs the program to its end. @param input what it reads from standard input */
export async function execute(words: readonly string[], input = ''): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: { ...process.env, ...CHEAP_HASHES },
    stdio: 'pipe',
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  // It may end without having read any of it.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ status: code ?? signal!, ...said }))
  })
}

/** Resolves when `serve` says that it is ready; rejects when it ends instead. */
export async function ready({ child, said }: Running): Promise<void> {
  await until(async () => {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended: ${said.err}`)
    }
    return /^State: /m.test(said.out)
  }, 'it is ready')
}

/** A directory that goes when the test ends. */
export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-faults-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A file of keys that is the same for all processes of a test, as for the replicas of a cloud. */
export function keyFile(): string {
  const file = join(dataDirectory(), 'credential-keys')
  writeFileSync(file, `${Buffer.alloc(32, 'key').toString('base64')}\n`)
  return file
}

/** Asks again until `probe` finds something; a test never waits for a length of time. */
export async function until<T>(
  probe: () => Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const found = await probe()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`waited ${PATIENCE} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
