/** The file that says which OpenID providers are believed: docs/federation.md. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  BEARERS,
  type Bearer,
  type FederationSettings,
  type OidcSettings,
} from '../app/administration.ts'
import { ConfigError } from './errors.ts'
import { didYouMean } from './suggest.ts'
import { readYamlMap } from './yaml.ts'

export interface FederationFile {
  readonly settings: Partial<FederationSettings>
  /** What is odd but no reason to stop. */
  readonly warnings: readonly string[]
}

type Read<T> = (value: unknown) => T | undefined

/** @throws ConfigError naming the line, or the provider and its entry; secrets are never shown */
export function parseFederation(written: string, file: string): FederationFile {
  const found: { -readonly [K in keyof FederationSettings]?: FederationSettings[K] } = {}
  for (const { key, value, place } of readYamlMap(file, written)) {
    const refuse = (takes: string) => new ConfigError(`${place}: ${key} must be ${takes}`)
    switch (key) {
      case 'providers':
        if (!Array.isArray(value)) throw refuse('a list of providers')
        found.providers = value.map((one: unknown, i) =>
          provider(one, `${place}: provider ${i + 1}`, file),
        )
        break
      case 'trusted-dashboards':
        found.trustedDashboards = texts(value) ?? fail(refuse('a list of addresses'))
        break
      case 'remote-id-attribute':
        found.remoteIdAttribute = text(value) ?? fail(refuse('the name of an attribute'))
        break
      case 'default-authorization-ttl':
        found.defaultAuthorizationTtl = minutes(value) ?? fail(refuse('a number of minutes'))
        break
      default:
        throw new ConfigError(`${place}: there is no entry "${key}"${didYouMean(key, ENTRIES)}`)
    }
  }
  const providers = found.providers ?? []
  refuseRepetition(providers, file)
  const plain = providers.filter(({ issuer }) => isPlain(issuer))
  const warnings = plain.map(
    ({ issuer }) => `${file}: ${issuer} is asked without encryption: whoever listens can sign in`,
  )
  return { settings: found, warnings }
}

const ENTRIES = [
  'providers',
  'trusted-dashboards',
  'remote-id-attribute',
  'default-authorization-ttl',
]

function fail(error: ConfigError): never {
  throw error
}

const text: Read<string> = (value) =>
  typeof value === 'string' && value !== '' ? value : undefined

const texts: Read<string[]> = (value) =>
  Array.isArray(value) && value.every((one): one is string => text(one) !== undefined)
    ? value
    : undefined

const minutes: Read<number> = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined

const bearers: Read<Bearer[]> = (value) =>
  texts(value)?.every((one) => (BEARERS as readonly string[]).includes(one))
    ? (value as Bearer[])
    : undefined

const object: Read<object> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined

const issuerUrl: Read<string> = (value) => {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined
  const { protocol, search, hash, username } = new URL(value)
  return /^https?:$/.test(protocol) && search + hash + username === '' ? value : undefined
}

/** What each entry of a provider must be. */
const PROVIDER = {
  'identity-provider': 'the id of an identity provider',
  protocol: 'the id of a protocol, such as openid',
  issuer: 'the address that the provider calls itself, without a query',
  'client-id': 'the name under which the provider knows Stackling',
  'client-secret': 'a text that is not empty',
  'client-secret-file': 'the path of a file',
  scopes: 'a list of scopes with openid among them',
  audiences: 'a list of names',
  bearer: `a list of ${BEARERS.join(', ')}`,
  'claim-delimiter': 'a text that is not empty',
  metadata: 'a map as in the provider’s openid-configuration, perhaps with jwks',
} as const

function provider(value: unknown, place: string, file: string): OidcSettings {
  const entries = new Map(Object.entries(object(value) ?? fail(notMap(place))))
  for (const key of entries.keys()) {
    if (Object.hasOwn(PROVIDER, key)) continue
    const meant = didYouMean(key, Object.keys(PROVIDER))
    throw new ConfigError(`${place}: there is no entry "${key}"${meant}`)
  }
  const optional = <T>(key: keyof typeof PROVIDER, read: Read<T>): T | undefined => {
    const raw = entries.get(key)
    if (raw === undefined || raw === null) return undefined
    return read(raw) ?? fail(new ConfigError(`${place}: ${key} must be ${PROVIDER[key]}`))
  }
  const required = <T>(key: keyof typeof PROVIDER, read: Read<T>): T =>
    optional(key, read) ?? fail(new ConfigError(`${place} lacks ${key}: ${PROVIDER[key]}`))
  const clientId = required('client-id', text)
  const scopes = optional('scopes', texts) ?? ['openid', 'profile', 'email']
  if (!scopes.includes('openid')) {
    throw new ConfigError(`${place}: scopes must be ${PROVIDER.scopes}`)
  }
  return {
    identityProvider: required('identity-provider', text),
    protocol: required('protocol', text),
    issuer: required('issuer', issuerUrl),
    clientId,
    clientSecret: secret(optional, place, file),
    scopes,
    audiences: optional('audiences', texts) ?? [clientId],
    bearer: optional('bearer', bearers) ?? ['jwt', 'introspection'],
    claimDelimiter: optional('claim-delimiter', text),
    metadata: optional('metadata', object),
  }
}

function notMap(place: string): ConfigError {
  return new ConfigError(`${place} must be a map of entries such as issuer and client-id`)
}

type Optional = <T>(key: keyof typeof PROVIDER, read: Read<T>) => T | undefined

function secret(optional: Optional, place: string, file: string): string | undefined {
  const written = optional('client-secret', text)
  const path = optional('client-secret-file', text)
  if (path === undefined) return written
  if (written !== undefined) {
    throw new ConfigError(`${place} has a client-secret and a client-secret-file: which is it?`)
  }
  try {
    const found = readFileSync(resolve(dirname(file), path), 'utf8').trim()
    return text(found) ?? fail(new ConfigError(`${place}: the client-secret-file is empty`))
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const reason = (error as Error).message
    throw new ConfigError(`${place}: the client-secret-file cannot be read: ${reason}`)
  }
}

function refuseRepetition(providers: readonly OidcSettings[], file: string): void {
  const seen = new Set<string>()
  for (const { identityProvider, protocol } of providers) {
    const key = JSON.stringify([identityProvider, protocol])
    if (seen.has(key)) {
      throw new ConfigError(
        `${file}: there are two providers for ${identityProvider} and ${protocol}`,
      )
    }
    seen.add(key)
  }
}

function isPlain(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer)
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
