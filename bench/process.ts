/** Starting what is measured: each server in a process of its own, as its users run it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')

/** A directory on the disk that the repository lies on: a memory file system would not sync. */
export function dataDirectory(): string {
  const parent = process.env['STACKLING_BENCH_DIR'] ?? tmpdir()
  return mkdtempSync(join(parent, 'stackling-bench-'))
}

export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

export interface Running {
  readonly url: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

export interface Cloud extends Running {
  readonly token: string
  readonly projectId: string
  /** Milliseconds from starting the process to the first authenticated answer. */
  readonly startMs: number
}

/** As `npm start` runs it. */
const FLAGS = ['--max-semi-space-size=16']

export const PASSWORD = 'bench-password'

/**
 * Starts the built program and signs in; nothing of it is configured beyond where it lies. Its log
 * goes to a file in `directory`, as where it runs as a service.
 */
export async function startCloud(directory: string): Promise<Cloud> {
  const port = await freePort()
  const logFile = join(directory, 'log')
  const log = openSync(logFile, 'a')
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...FLAGS,
      join(ROOT, 'bin/stackling.cjs'),
      'serve',
      '--data-dir',
      directory,
      '--single-port',
      String(port),
      '--admin-password',
      PASSWORD,
    ],
    { stdio: ['ignore', 'ignore', log] },
  )
  closeSync(log)
  const url = `http://127.0.0.1:${port}`
  const { token, projectId } = await signIn(url, child, logFile)
  const check = await fetch(`${url}/volume/v3/${projectId}/volumes/detail`, {
    headers: { 'X-Auth-Token': token },
  })
  if (check.status !== 200) throw new Error(`the first request got ${check.status}`)
  await check.text()
  const startMs = performance.now() - started
  return { url, process: child, token, projectId, startMs, stop: () => stop(child) }
}

async function signIn(url: string, child: ChildProcess, logFile: string) {
  const user = { name: 'admin', domain: { id: 'default' }, password: PASSWORD }
  const scope = { project: { name: 'admin', domain: { id: 'default' } } }
  const auth = { identity: { methods: ['password'], password: { user } }, scope }
  for (;;) {
    if (child.exitCode !== null) {
      const said = readFileSync(logFile, 'utf8').slice(-2_000)
      throw new Error(`stackling ended with ${child.exitCode}:\n${said}`)
    }
    const response = await fetch(`${url}/identity/v3/auth/tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ auth }),
    }).catch(() => undefined)
    if (response === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      continue
    }
    const answer = (await response.json()) as { token?: { project: { id: string } } }
    if (response.status !== 201) throw new Error(`signing in got ${response.status}`)
    const token = response.headers.get('x-subject-token')!
    return { token, projectId: answer.token!.project.id }
  }
}

export interface Verified extends Running {
  readonly token: string
  readonly userId: string
}

/** The cloud of verified.ts, on a database of its own that is forgotten with it. */
export async function startVerified(flags: readonly string[]): Promise<Verified> {
  const directory = dataDirectory()
  const database = join(directory, 'stackling.db')
  const child = spawn(process.execPath, [join(ROOT, 'bench/verified.ts'), database, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([once(child.stdout, 'data'), failure(child)])
  const { url, token, userId } = JSON.parse(String(line)) as Verified
  const end = async () => {
    await stop(child)
    removeDirectory(directory)
  }
  return { url, token, userId, process: child, stop: end }
}

async function failure(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`a process of the bench ended with ${code}`)
}

/** An answer. */
export interface Sent {
  /** Without those that Node's server adds by itself. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * The ceiling: a bare Fastify route, on a Node started with the same flags, that parses the same
 * body and sends the same bytes.
 */
export async function startCeiling(answer: Sent): Promise<Running> {
  const port = await freePort()
  const script = join(ROOT, 'bench/ceiling.ts')
  const child = spawn(process.execPath, [...FLAGS, script, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(answer))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return { url: `http://127.0.0.1:${port}/`, process: child, stop: () => stop(child) }
}

/** A bare Node stream to `file` and from it. */
export async function startBytesCeiling(file: string): Promise<Running> {
  const port = await freePort()
  const script = join(ROOT, 'bench/bytes-ceiling.ts')
  const child = spawn(process.execPath, [...FLAGS, script, String(port), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return { url: `http://127.0.0.1:${port}/`, process: child, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** Resident memory of a process in MB (10⁶ bytes), from the kernel's own count. */
export function residentMb(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const kib = Number(/VmRSS:\s+(\d+)/.exec(status)![1])
  return (kib * 1024) / 1e6
}
