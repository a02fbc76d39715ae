/** `openrc`: the environment of a login, for a shell to read (`. .stackling/openrc`). */
import { join } from 'node:path'
import { CLOUDS, cloudsFileIn, type CloudsFile, type CloudUser } from './clouds-file.ts'

export function openrcIn(dataDir: string, user: CloudUser): string {
  return join(dataDir, user === 'admin' ? 'openrc' : `openrc-${user}`)
}

export function openrcText(dataDir: string, file: CloudsFile, user: CloudUser): string {
  const password = user === 'demo' ? file.passwords.demo : file.passwords.admin
  const name = user === 'demo' ? 'demo' : 'admin'
  const scope: Record<string, string> =
    user === 'system'
      ? { OS_SYSTEM_SCOPE: 'all' }
      : { OS_PROJECT_NAME: name, OS_PROJECT_DOMAIN_NAME: 'Default' }
  const variables: Record<string, string> = {
    OS_CLIENT_CONFIG_FILE: cloudsFileIn(dataDir),
    OS_CLOUD: CLOUDS[user],
    OS_AUTH_URL: `${file.identity}/v3`,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: name,
    ...(password !== undefined && { OS_PASSWORD: password }),
    OS_USER_DOMAIN_NAME: 'Default',
    ...scope,
    OS_REGION_NAME: file.region,
  }
  const lines = Object.entries(variables).map(([key, value]) => `export ${key}=${quoted(value)}`)
  return `${lines.join('\n')}\n`
}

/** For a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
