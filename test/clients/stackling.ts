/** Starting the built program as a user does, and signing in as its own output says. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROBOT } from '../support/oidc.ts'

const PROGRAM = join(import.meta.dirname, '../../dist/stackling.js')

export interface UserCloud {
  /** What `stackling env` has a shell export. */
  environment: Record<string, string>
  stop(): Promise<void>
}

export async function startAsUser(): Promise<UserCloud> {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-clients-'))
  const provider = await startProvider()
  const federation = join(directory, 'federation.yaml')
  writeFileSync(federation, federationFile(provider.issuer), { mode: 0o600 })
  const services = ['identity', 'compute', 'block-storage', 'image', 'network', 'placement']
  const anyPorts = services.flatMap((service) => [`--${service}-port`, '0'])
  const agents = ['--network-agents', 'ovs,dhcp,l3']
  const flags = ['--data-dir', directory, '--federation-file', federation, ...agents, ...anyPorts]
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let shown = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text
      if (shown.includes('OS_CLOUD=stackling')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`stackling ended with ${code}:\n${shown}`)))
  })
  return {
    environment: { ...exported(directory), OIDC_ISSUER: provider.issuer },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      provider.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** It ends when it is stopped, or when this process does. */
async function startProvider(): Promise<{ issuer: string; stop(): void }> {
  const file = join(import.meta.dirname, 'provider.ts')
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'ignore'] })
  const [shown] = (await once(child.stdout, 'data')) as [Buffer]
  return { issuer: shown.toString().trim(), stop: () => child.stdin.end() }
}

function federationFile(issuer: string): string {
  return `providers:
  - identity-provider: elsewhere
    protocol: openid
    issuer: ${issuer}
    client-id: ${ROBOT.id}
    client-secret: ${JSON.stringify(ROBOT.secret)}
`
}

/** The variables that `eval "$(stackling env)"` sets. */
function exported(directory: string): Record<string, string> {
  const { stdout, status, stderr } = spawnSync(
    'bash',
    [
      '-c',
      'eval "$("$0" "$1" env --data-dir "$2")" && env -0',
      process.execPath,
      PROGRAM,
      directory,
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`stackling env failed: ${stderr}`)
  const pairs = stdout.split('\0').map((line) => line.split(/=(.*)/s, 2) as [string, string])
  return Object.fromEntries(pairs.filter(([name]) => name.startsWith('OS_')))
}
