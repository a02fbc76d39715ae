import { describe, expect, test } from 'vitest'
import { checkParameters, isSignedWith, parametersOf, type SignedRequest } from './signature.ts'

/** The last request of RFC 5849, 1.2. */
const PHOTOS =
  'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", ' +
  'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", ' +
  'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"'
const CONSUMER = 'kd94hf93k423kf44'

const request = (method: string, url: string, header: string): SignedRequest => ({
  method,
  url,
  parameters: parametersOf(header),
})

describe('a signature', () => {
  const photos = request(
    'GET',
    'http://photos.example.net/photos?file=vacation.jpg&size=original',
    PHOTOS,
  )

  test('is checked as the RFC shows', () => {
    expect(isSignedWith(photos, { consumer: CONSUMER, token: 'pfkkdhi9sl3r4s00' })).toBe(true)
  })

  test('holds for one method, one URL, its parameters and its secrets', () => {
    const secrets = { consumer: CONSUMER, token: 'pfkkdhi9sl3r4s00' }
    for (const other of [
      { ...photos, method: 'POST' },
      { ...photos, url: photos.url.replace('original', 'small') },
      { ...photos, url: photos.url.replace('http:', 'https:') },
      { ...photos, parameters: new Map([...photos.parameters, ['oauth_nonce', 'x']]) },
      { ...photos, parameters: new Map([...photos.parameters, ['oauth_signature', '']]) },
    ]) {
      expect(isSignedWith(other, secrets)).toBe(false)
    }
    expect(isSignedWith(photos, { ...secrets, token: '' })).toBe(false)
    expect(isSignedWith(photos, { ...secrets, consumer: 'x' })).toBe(false)
  })

  test('by an unknown or an RSA method is none', () => {
    for (const method of ['RSA-SHA1', 'none', '']) {
      const parameters = new Map([...photos.parameters, ['oauth_signature_method', method]])
      expect(isSignedWith({ ...photos, parameters }, { consumer: '', token: '' })).toBe(false)
    }
  })

  test('may be the secrets themselves', () => {
    const parameters = new Map([
      ...photos.parameters,
      ['oauth_signature_method', 'PLAINTEXT'],
      ['oauth_signature', 'a%26&b'],
    ])
    expect(isSignedWith({ ...photos, parameters }, { consumer: 'a&', token: 'b' })).toBe(true)
    expect(isSignedWith({ ...photos, parameters }, { consumer: 'a&', token: 'c' })).toBe(false)
  })
})

const NOW = 1_700_000_000_000
const right: Record<string, string> = {
  oauth_consumer_key: 'a'.repeat(32),
  oauth_nonce: '1f',
  oauth_timestamp: String(NOW / 1000),
  oauth_signature: 'x',
  oauth_signature_method: 'HMAC-SHA1',
}
const check = (changes: Record<string, string>) => () =>
  checkParameters(new Map(Object.entries({ ...right, ...changes })), NOW)

describe('the parameters of a signed request', () => {
  test.each([
    [{}],
    [{ oauth_version: '1.0' }],
    [{ oauth_timestamp: String(NOW / 1000 - 600) }],
    [{ oauth_timestamp: String(NOW / 1000 + 600) }],
  ])('may be %j', (changes) => {
    expect(check(changes)).not.toThrow()
  })

  test.each([
    [{ oauth_nonce: '' }, 'Missing mandatory OAuth parameters.'],
    [{ oauth_signature: '' }, 'Missing mandatory OAuth parameters.'],
    [{ oauth_version: '2.0' }, 'Invalid OAuth version.'],
    [{ oauth_timestamp: '12' }, 'Invalid timestamp size'],
    [{ oauth_timestamp: 'abcdefghij' }, 'Timestamp must be an integer.'],
    [
      { oauth_timestamp: String(NOW / 1000 - 601) },
      'Timestamp given is invalid, differ from allowed by over 600 seconds.',
    ],
    [{ oauth_consumer_key: 'nope' }, 'Invalid client key format.'],
    [{ oauth_nonce: 'XYZ' }, 'Invalid nonce format.'],
  ])('must not be %j', (changes, words) => {
    const message = `Validation failed with errors: invalid_request, detail message is: ${words}.`
    expect(check(changes as Record<string, string>)).toThrow(message)
  })

  test('name a method that there is', () => {
    expect(check({ oauth_signature_method: 'FOO' })).toThrow(
      'Validation failed with errors: invalid_signature_method, detail message is: Invalid ' +
        "signature, FOO not in ('HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'RSA-SHA1', " +
        "'RSA-SHA256', 'RSA-SHA512', 'PLAINTEXT')..",
    )
  })

  test.each([undefined, '', 'Basic abc', 'OAuth x', 'OAuth a="%"', 'OAuth a="1", b'])(
    'are not to be found in %j',
    (header) => {
      expect(() => parametersOf(header)).toThrow(/Authorization|authorization/)
    },
  )

  test('are said once', () => {
    expect(() => parametersOf('OAuth a="1", a="2"')).toThrow('Duplicate OAuth1 entries.')
  })
})
