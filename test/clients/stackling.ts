/** Starting the built program as a user does, and signing in as its own output says. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = join(import.meta.dirname, '../../dist/stackling.js')

export interface UserCloud {
  /** What `stackling env` has a shell export. */
  environment: Record<string, string>
  stop(): Promise<void>
}

export async function startAsUser(): Promise<UserCloud> {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-clients-'))
  const services = ['identity', 'compute', 'block-storage', 'image']
  const anyPorts = services.flatMap((service) => [`--${service}-port`, '0'])
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--data-dir', directory, ...anyPorts], {
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
    environment: exported(directory),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
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
