/** A Stackling in a process of its own, which a test may kill as the power company would. */
import { dataDirectory, keyFile, launch, ready, type Running } from '../support/program.ts'

const PASSWORD = 'adminpass'
/** A request that takes longer than this, in milliseconds, hangs. */
const HANGING = 20_000

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined where it is none. */
  readonly body: any
}

export interface Sent {
  body?: unknown
  headers?: Record<string, string>
  /** Called the moment the head of the answer is here. */
  heard?(status: number): void
}

/** The administrator's way in. It lasts as long as the database. */
export interface Session {
  readonly token: string
  readonly projectId: string
}

export interface Stackling extends Session {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  readonly running: Running
  /**
   * Sends as the administrator. Undefined when there was no answer, because the process died or
   * refused the connection: nothing was acknowledged. Rejects when nothing at all happens.
   */
  send(method: string, path: string, sent?: Sent): Promise<Answer | undefined>
  /** As `send`, where there must be an answer. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** @returns the exit status, or the signal that ended it */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | NodeJS.Signals>
}

export interface StartOptions {
  /** Of an earlier start on the same database; it signs in where there is none. */
  session?: Session
  flags?: readonly string[]
}

/** Starts `stackling serve` on a free port and signs in as the administrator. */
export async function start(database: string, options: StartOptions = {}): Promise<Stackling> {
  const data = ['--data-dir', dataDirectory(), '--database', database]
  const where = [...data, '--credential-key-file', keyFile(), '--single-port', '0']
  const words = ['serve', ...where, '--admin-password', PASSWORD, ...(options.flags ?? [])]
  const running = launch(...words)
  await ready(running)
  const url = /http:\/\/[^/\s]+/.exec(running.said.out)![0]
  const { token, projectId } = options.session ?? (await signIn(url))
  const send: Stackling['send'] = (method, path, sent = {}) =>
    exchange(url + path, method, { ...sent, headers: { 'X-Auth-Token': token, ...sent.headers } })
  return {
    token,
    projectId,
    url,
    running,
    send,
    ask: async (method, path, body) => {
      const answer = await send(method, path, { body })
      if (answer === undefined) throw new Error(`no answer: ${running.said.err}`)
      return answer
    },
    kill: (signal) => {
      running.child.kill(signal)
      return running.ended
    },
  }
}

async function exchange(url: string, method: string, sent: Sent): Promise<Answer | undefined> {
  const { body, headers, heard } = sent
  const signal = AbortSignal.timeout(HANGING)
  try {
    const response = await fetch(url, {
      method,
      signal,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    heard?.(response.status)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  } catch (error) {
    if (signal.aborted) throw new Error(`${method} ${url} hangs`, { cause: error })
    // So `fetch` says that there was no connection, or that it broke.
    if (error instanceof TypeError && error.cause !== undefined) return undefined
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What `signIn` sends; also for tests that want another token. */
export function passwordAuth(scope?: object): object {
  const user = { name: 'admin', domain: { id: 'default' }, password: PASSWORD }
  const identity = { methods: ['password'], password: { user } }
  return { auth: { identity, ...(scope && { scope }) } }
}

async function signIn(url: string): Promise<Session> {
  const scope = { project: { name: 'admin', domain: { id: 'default' } } }
  const body = passwordAuth(scope)
  const answer = await exchange(`${url}/identity/v3/auth/tokens`, 'POST', { body })
  if (answer?.status !== 201) throw new Error(`cannot sign in: ${answer?.text}`)
  return {
    token: answer.headers.get('x-subject-token')!,
    projectId: answer.body.token.project.id,
  }
}
