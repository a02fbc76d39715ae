/** A Stackling in a process of its own, which a test may kill as the power company would. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const PROGRAM = join(import.meta.dirname, '../../src/main.ts')
const PASSWORD = 'adminpass'
/** Longest wait for anything that must come true. Milliseconds. */
const PATIENCE = 15_000

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it as they please
  readonly body: any
}

export interface Stackling {
  readonly projectId: string
  /** Undefined when there was no answer: the process died, and nothing was acknowledged. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer | undefined>
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-faults-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Starts `stackling serve` on one port and signs in as the administrator. */
export async function start(
  database: string,
  port: number,
  flags: readonly string[] = [],
): Promise<Stackling> {
  const common = ['serve', '--data-dir', dataDirectory(), '--database', database]
  const place = ['--single-port', String(port), '--admin-password', PASSWORD]
  const child = spawn(process.execPath, [PROGRAM, ...common, ...place, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal)
    await ended
  }
  onTestFinished(() => kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  const signed = await until(async () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${errors}`)
    return signIn(url)
  }, 'it answers')
  const send: Stackling['send'] = async (method, path, body, headers = {}) => {
    try {
      const response = await fetch(url + path, {
        method,
        headers: {
          'X-Auth-Token': signed.token,
          'Content-Type': 'application/json',
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const parsed: unknown = text === '' ? undefined : JSON.parse(text)
      return { status: response.status, headers: response.headers, body: parsed }
    } catch {
      return undefined
    }
  }
  return { projectId: signed.projectId, send, kill }
}

async function signIn(url: string) {
  const user = { name: 'admin', domain: { id: 'default' }, password: PASSWORD }
  const scope = { project: { name: 'admin', domain: { id: 'default' } } }
  const auth = { identity: { methods: ['password'], password: { user } }, scope }
  const response = await fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth }),
  }).catch(() => undefined)
  if (response?.status !== 201) return undefined
  const answer = (await response.json()) as { token: { project: { id: string } } }
  return { token: response.headers.get('x-subject-token')!, projectId: answer.token.project.id }
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
