/** A cloud that serves on free ports, and the ways in that it wrote down. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { flagOf, SETTING_NAMES } from '../../src/config/settings.ts'
import { expect } from 'vitest'
import { execute, launch, ready, type Running } from '../support/program.ts'

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
  await ready(running)
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

/** What it said, where all went well. */
export async function done(words: readonly string[], input?: string): Promise<string> {
  const { status, out, err } = await execute(words, input)
  expect([status, err]).toEqual([0, ''])
  return out
}

export interface Login {
  user: string
  password: string
  project?: string
}

/** The answer to a sign-in; to one with a project, where there is one. */
export async function auth(
  { urls }: Serving,
  { user, password, project }: Login,
): Promise<Response> {
  const who = { name: user, domain: { name: 'Default' }, password }
  const scope = project && { project: { name: project, domain: { name: 'Default' } } }
  const identity = { methods: ['password'], password: { user: who } }
  return fetch(`${urls.identity}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity, ...(scope && { scope }) } }),
  })
}

/** What the bearer is told of a token of their own: 200, or 401 when it has ended. */
export async function validationStatus({ urls }: Serving, token: string): Promise<number> {
  const headers = { 'X-Auth-Token': token, 'X-Subject-Token': token }
  return (await fetch(`${urls.identity}/auth/tokens`, { headers })).status
}
