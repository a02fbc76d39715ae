/** What `serve` prints once it is ready. */
import type { Service } from '../../kernel/service.ts'
import { cloudsFileIn, CLOUDS } from './clouds-file.ts'
import { openrcIn, quoted } from './openrc.ts'

export interface Ready {
  readonly version: string
  /** Shown are those that have a versioned API. */
  readonly services: readonly Pick<Service, 'type' | 'title' | 'mounts'>[]
  /** By service type. */
  readonly addresses: ReadonlyMap<string, string>
  readonly dataDir: string
  /** Where the state lies, without a password. */
  readonly database: string
  /** What else the user should know. */
  readonly notes: readonly string[]
}

export function banner(ready: Ready): string {
  const { version, services, addresses, dataDir, database, notes } = ready
  return [
    `Stackling ${version} is ready.`,
    '',
    ...services.flatMap(({ type, title, mounts: [newest] }) =>
      newest === undefined ? [] : [`  ${title.padEnd(14)} ${addresses.get(type)}${newest.prefix}`],
    ),
    '',
    'Log in, in another terminal:',
    '',
    ...loginLines(dataDir).map((line) => `  ${line}`),
    '  openstack token issue',
    '',
    'The cinder and nova commands know only variables; this sets them all:',
    '',
    `  . ${quoted(openrcIn(dataDir, 'admin'))}`,
    '',
    `Other logins: ${CLOUDS.demo} (a plain user), ${CLOUDS.system} (system scope).`,
    `State: ${database}`,
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n')
}

/** The lines that log a shell in, as far as `openstack` and the SDKs need it. */
function loginLines(dataDir: string): string[] {
  return [
    `export OS_CLIENT_CONFIG_FILE=${quoted(cloudsFileIn(dataDir))}`,
    `export OS_CLOUD=${CLOUDS.admin}`,
  ]
}
