import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError } from './errors.ts'
import { parseFederation } from './federation.ts'

const PROVIDER = `
  - identity-provider: acme
    protocol: openid
    issuer: https://idp.example/realms/acme/
    client-id: stackling
`
const parse = (written: string, file = 'federation.yaml') => parseFederation(written, file)

function refusal(written: string): string {
  try {
    parse(written)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('it was taken')
}

test('a provider needs four entries, and the others have defaults', () => {
  expect(parse(`providers:${PROVIDER}`)).toEqual({
    settings: {
      providers: [
        {
          identityProvider: 'acme',
          protocol: 'openid',
          issuer: 'https://idp.example/realms/acme/',
          clientId: 'stackling',
          clientSecret: undefined,
          scopes: ['openid', 'profile', 'email'],
          audiences: ['stackling'],
          bearer: ['jwt', 'introspection'],
          claimDelimiter: undefined,
          metadata: undefined,
        },
      ],
    },
    warnings: [],
  })
})

test('everything can be said', () => {
  const { settings } = parse(`
trusted-dashboards: [https://dashboard.example/auth/websso/]
remote-id-attribute: OIDC-iss
default-authorization-ttl: 30
providers:${PROVIDER}
    client-secret: hush
    scopes: [openid, groups]
    audiences: [cloud]
    bearer: [userinfo, id-token]
    claim-delimiter: ";"
    metadata: { token_endpoint: "https://idp.example/token" }
`)
  expect(settings).toMatchObject({
    trustedDashboards: ['https://dashboard.example/auth/websso/'],
    remoteIdAttribute: 'OIDC-iss',
    defaultAuthorizationTtl: 30,
  })
  expect(settings.providers).toMatchObject([
    {
      clientSecret: 'hush',
      scopes: ['openid', 'groups'],
      audiences: ['cloud'],
      bearer: ['userinfo', 'id-token'],
      claimDelimiter: ';',
      metadata: { token_endpoint: 'https://idp.example/token' },
    },
  ])
})

test('a secret may lie in a file of its own, beside this one', () => {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'secret'), 'hush\n')
  const written = `providers:${PROVIDER}    client-secret-file: secret\n`
  const { settings } = parse(written, join(directory, 'federation.yaml'))
  expect(settings.providers![0]!.clientSecret).toBe('hush')
  writeFileSync(join(directory, 'secret'), '\n')
  expect(() => parse(written, join(directory, 'federation.yaml'))).toThrow(/is empty/)
})

test('what is wrong is named with its place, and a secret is never shown', () => {
  expect(refusal('provider: []')).toBe(
    'federation.yaml:1: there is no entry "provider"; did you mean providers?',
  )
  expect(refusal('providers: acme')).toBe(
    'federation.yaml:1: providers must be a list of providers',
  )
  expect(refusal('providers: [acme]')).toMatch(/provider 1 must be a map of entries/)
  expect(refusal('trusted-dashboards: https://a.example')).toMatch(/must be a list of addresses$/)
  expect(refusal('remote-id-attribute: 1')).toMatch(/must be the name of an attribute$/)
  expect(refusal('default-authorization-ttl: -1')).toMatch(/must be a number of minutes$/)
  const first = 'federation.yaml:1: provider 1'
  const withEntry = (entry: string) => refusal(`providers:${PROVIDER}    ${entry}\n`)
  expect(withEntry('isuer: x')).toBe(`${first}: there is no entry "isuer"; did you mean issuer?`)
  expect(withEntry('scopes: [profile]')).toMatch(/scopes must be a list of scopes with openid/)
  expect(withEntry('bearer: [magic]')).toMatch(/bearer must be a list of jwt, introspection/)
  expect(withEntry('client-secret: 12345')).toBe(
    `${first}: client-secret must be a text that is not empty`,
  )
  expect(withEntry('client-secret-file: nowhere')).toMatch(/client-secret-file cannot be read/)
  expect(withEntry('client-secret: a\n    client-secret-file: b')).toMatch(/which is it\?$/)
  const lacks = PROVIDER.replace(/.*issuer.*\n/, '')
  expect(refusal(`providers:${lacks}`)).toMatch(/^federation.yaml:1: provider 1 lacks issuer: /)
  for (const odd of ['idp.example', 'ftp://idp.example', 'https://idp.example/?a=1']) {
    const changed = PROVIDER.replace(/issuer: .*/, `issuer: ${odd}`)
    expect(refusal(`providers:${changed}`)).toMatch(/issuer must be the address/)
  }
  expect(refusal(`providers:${PROVIDER}${PROVIDER}`)).toBe(
    'federation.yaml: there are two providers for acme and openid',
  )
})

test('a provider without encryption is warned of, unless it is on this machine', () => {
  const at = (issuer: string) =>
    parse(`providers:${PROVIDER.replace(/issuer: .*/, `issuer: ${issuer}`)}`).warnings
  expect(at('http://idp.example')).toHaveLength(1)
  for (const near of ['http://127.0.0.1:8080', 'http://localhost/realm', 'http://[::1]:1']) {
    expect(at(near)).toEqual([])
  }
})
