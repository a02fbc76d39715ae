import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isSignedByEc2, isSignedByS3, signedAt } from './signatures.ts'

/** Amazon's published example: GET of IAM's ListUsers, signature version 4. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const LIST_USERS = {
  host: 'iam.amazonaws.com',
  verb: 'GET',
  path: '/',
  params: { Action: 'ListUsers', Version: '2010-05-08' },
  headers: {
    'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
    'X-Amz-Date': '20150830T123600Z',
    Authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, ' +
      'SignedHeaders=content-type;host;x-amz-date, Signature=x',
  },
  body_hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  signature: '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
}

describe('version 4', () => {
  test('is what Amazon says it is', () => {
    expect(isSignedByEc2(LIST_USERS, SECRET)).toBe(true)
  })

  test.each([
    { verb: 'POST' },
    { path: '/x' },
    { params: { Action: 'DeleteUser' } },
    { host: 'example.org' },
    { body_hash: '' },
    { headers: { ...LIST_USERS.headers, 'X-Amz-Date': '20150831T123600Z' } },
    { signature: undefined },
  ])('does not fit another request: %j', (change) => {
    expect(isSignedByEc2({ ...LIST_USERS, ...change }, SECRET)).toBe(false)
  })

  test('does not fit another secret', () => {
    expect(isSignedByEc2(LIST_USERS, 'x')).toBe(false)
  })
})

describe('version 2', () => {
  const params = { SignatureVersion: '2', SignatureMethod: 'x', b: "it's (so)*", a: '/' }
  // By the codes of the letters: capitals come first.
  const sorted =
    'GET\nexample.org\n/services\nSignatureMethod=HmacSHA256&SignatureVersion=2' +
    '&a=%2F&b=it%27s%20%28so%29%2A'
  const signature = createHmac('sha256', 's').update(sorted).digest('base64')
  const request = { verb: 'GET', path: '/services', params, signature }

  test('covers method, host, path and parameters; the port may be left out', () => {
    expect(isSignedByEc2({ ...request, host: 'example.org' }, 's')).toBe(true)
    expect(isSignedByEc2({ ...request, host: 'example.org:8773' }, 's')).toBe(true)
    expect(isSignedByEc2({ ...request, host: 'example.com' }, 's')).toBe(false)
  })
})

describe('S3', () => {
  test('version 1 is an HMAC of what was signed', () => {
    const signature = createHmac('sha1', 's').update('GET\n\n/x').digest('base64')
    const token = Buffer.from('GET\n\n/x').toString('base64url')
    expect(isSignedByS3({ token, signature }, 's')).toBe(true)
    expect(isSignedByS3({ token, signature }, 't')).toBe(false)
    expect(isSignedByS3({ token }, 's')).toBe(false)
  })

  test.each(['ec2', 's3x'])('version 4 is for object stores, not for %s', (service) => {
    const text = `AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/r/${service}/aws4_request\nx`
    const token = Buffer.from(text).toString('base64url')
    expect(isSignedByS3({ token, signature: '' }, 's')).toBe(false)
  })
})

test('the time of signing is read in both forms', () => {
  const time = Date.UTC(2015, 7, 30, 12, 36)
  expect(signedAt({ headers: { 'X-Amz-Date': '20150830T123600Z' } })).toBe(time)
  expect(signedAt({ params: { Timestamp: '2015-08-30T12:36:00' } })).toBe(time)
  expect(signedAt({ params: { Timestamp: 'never' } })).toBeNaN()
  expect(signedAt({})).toBeUndefined()
})
