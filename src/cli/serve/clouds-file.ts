/** `clouds.yaml` in the data directory: how every OpenStack client finds and enters this cloud. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Passwords {
  readonly admin: string | undefined
  readonly demo: string | undefined
}

export interface CloudsFile {
  /** Without `/v3`. */
  readonly identity: string
  readonly region: string
  readonly passwords: Passwords
}

/** The names in `clouds.yaml`, by whose login they are. */
export const CLOUDS = {
  admin: 'stackling',
  demo: 'stackling-demo',
  system: 'stackling-system',
} as const

export type CloudUser = keyof typeof CLOUDS

export function cloudsFileIn(dataDir: string): string {
  return join(dataDir, 'clouds.yaml')
}

/** 24 letters and digits, so that it needs no quotes anywhere. */
export function generatePassword(): string {
  const letters = randomBytes(64)
    .toString('base64')
    .replaceAll(/[^\dA-Za-z]/g, '')
  return letters.slice(0, 24)
}

/**
 * The passwords of an earlier start, or what the owner of the file wrote in their place. The file
 * is read by its lines, as it is written below: loading a YAML parser would delay every start.
 */
export async function readPasswords(dataDir: string): Promise<Passwords> {
  const written = await readFile(cloudsFileIn(dataDir), 'utf8').catch(() => '')
  return { admin: passwordIn(written, CLOUDS.admin), demo: passwordIn(written, CLOUDS.demo) }
}

/** All of it, as it was last written; undefined where there is none. */
export async function readCloudsFile(dataDir: string): Promise<CloudsFile | undefined> {
  const written = await readFile(cloudsFileIn(dataDir), 'utf8').catch(() => '')
  const identity = /^ +auth_url: (\S+)\/v3$/m.exec(written)?.[1]
  const region = /^ +region_name: (".*")$/m.exec(written)?.[1]
  if (identity === undefined || region === undefined) return undefined
  const passwords = await readPasswords(dataDir)
  return { identity, region: JSON.parse(region) as string, passwords }
}

function passwordIn(written: string, cloud: string): string | undefined {
  const entry = new RegExp(`^ {2}${cloud}:\\n(?: {4}.*\\n)*? {6}password: *(\\S.*?) *$`, 'm')
  const value = entry.exec(written)?.[1]
  if (value === undefined) return undefined
  try {
    return String(JSON.parse(value.startsWith('"') ? value : JSON.stringify(value)))
  } catch {
    return undefined
  }
}

export function cloudsText({ identity, region, passwords }: CloudsFile): string {
  const cloud = (name: string, user: string, password: string | undefined, scope: string[]) => [
    `  ${name}:`,
    '    auth:',
    `      auth_url: ${identity}/v3`,
    `      username: ${user}`,
    ...(password === undefined ? [] : [`      password: ${JSON.stringify(password)}`]),
    '      user_domain_name: Default',
    ...scope.map((line) => `      ${line}`),
    `    region_name: ${JSON.stringify(region)}`,
    '    identity_api_version: 3',
    '    volume_api_version: 3',
  ]
  const lines = [
    '# Written by Stackling whenever it starts; passwords that stand here are kept.',
    'clouds:',
    ...cloud(CLOUDS.admin, 'admin', passwords.admin, project('admin')),
    ...cloud(CLOUDS.demo, 'demo', passwords.demo, project('demo')),
    ...cloud(CLOUDS.system, 'admin', passwords.admin, ['system_scope: all']),
  ]
  return `${lines.join('\n')}\n`
}

function project(name: string): string[] {
  return [`project_name: ${name}`, 'project_domain_name: Default']
}
