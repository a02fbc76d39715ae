/**
 * Signatures of Amazon's protocols over requests that another service received, and asks about.
 * Rules: keystoneclient/contrib/ec2/utils.py (Ec2Signer), keystone/api/s3tokens.py. Versions 0 and 1
 * of EC2 signatures are not among them: Amazon gave them up as unsafe.
 */
import { createHash, createHmac } from 'node:crypto'
import { isSame } from '../constant-time.ts'

export interface SignedRequest {
  readonly access?: string | undefined
  readonly signature?: string | undefined
  readonly host?: string | undefined
  readonly verb?: string | undefined
  readonly path?: string | undefined
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly headers?: Readonly<Record<string, unknown>> | undefined
  readonly body_hash?: string | undefined
  /** Of S3: what was signed, in base64url. */
  readonly token?: string | undefined
}

const V4 = 'AWS4-HMAC-SHA256'

/** Was the request signed with this secret? Some clients sign the host without its port. */
export function isSignedByEc2(request: SignedRequest, secret: string): boolean {
  const hosts = [request.host ?? '', (request.host ?? '').replace(/:\d+$/, '')]
  return [...new Set(hosts)].some((host) => {
    const expected = ec2Signature({ ...request, host }, secret)
    return expected !== undefined && isSame(expected, request.signature ?? '')
  })
}

export function isSignedByS3({ token, signature }: SignedRequest, secret: string): boolean {
  const text = Buffer.from(token ?? '', 'base64url')
  const expected = text.subarray(0, 4).equals(Buffer.from('AWS4'))
    ? s3Signature(text.toString('utf8'), secret)
    : createHmac('sha1', secret).update(text).digest('base64')
  return expected !== undefined && isSame(expected, signature ?? '')
}

/** When the request was signed, if it says so: milliseconds, or NaN for no time. */
export function signedAt({ params, headers }: SignedRequest): number | undefined {
  const text = own(params, 'Timestamp') ?? own(headers, 'X-Amz-Date') ?? own(params, 'X-Amz-Date')
  if (text === undefined) return undefined
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
  const extended = text.replace(basic, '$1-$2-$3T$4:$5:$6Z')
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(extended) ? extended : `${extended}Z`)
}

function own(values: Readonly<Record<string, unknown>> | undefined, name: string) {
  const value = values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

function ec2Signature(request: SignedRequest, secret: string): string | undefined {
  if (own(request.params, 'SignatureVersion') === '2') return version2(request, secret)
  const header = own(request.headers, 'Authorization') ?? own(request.headers, 'authorization')
  if (header?.startsWith(V4)) return version4(request, secret, fieldsOf(header))
  return own(request.params, 'X-Amz-Algorithm') === V4
    ? version4(request, secret, new Map())
    : undefined
}

function version2({ verb, host, path, params }: SignedRequest, secret: string): string {
  const entries = { ...params, SignatureMethod: 'HmacSHA256' }
  const text = [verb, host?.toLowerCase(), path, query(entries)].join('\n')
  return createHmac('sha256', secret).update(text).digest('base64')
}

/** `Credential=a/b, SignedHeaders=c;d` after the algorithm. */
function fieldsOf(header: string): Map<string, string> {
  const fields = header.slice(V4.length).split(',')
  return new Map(
    fields.map((field) => {
      const [name = '', ...value] = field.trim().split('=')
      return [name, value.join('=')]
    }),
  )
}

function version4(
  request: SignedRequest,
  secret: string,
  fields: ReadonlyMap<string, string>,
): string | undefined {
  const { verb = '', path = '', params = {}, headers = {}, body_hash: bodyHash = '' } = request
  const field = (name: string) => fields.get(name) ?? own(params, `X-Amz-${name}`) ?? ''
  const [, ...scope] = field('Credential').split('/')
  const date = own(headers, 'X-Amz-Date') ?? own(params, 'X-Amz-Date') ?? ''
  if (scope.length !== 4 || !date.startsWith(scope[0]!)) return undefined
  const sent = new Map(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase().trim(),
      String(value).trim(),
    ]),
  )
  if (request.host) sent.set('host', request.host)
  const signedHeaders = field('SignedHeaders')
  const lines = signedHeaders.split(';').flatMap((name) => {
    const value = sent.get(name)
    return value === undefined ? [] : [`${name}:${value}`]
  })
  const unsigned = Object.entries(params).filter(([name]) => name !== 'X-Amz-Signature')
  const asked = verb.toUpperCase() === 'POST' ? '' : query(Object.fromEntries(unsigned))
  const canonical = [
    verb.toUpperCase(),
    path,
    asked,
    `${lines.join('\n')}\n`,
    signedHeaders,
    bodyHash,
  ]
  const digest = createHash('sha256').update(canonical.join('\n')).digest('hex')
  return signedByScope([V4, date, scope.join('/'), digest].join('\n'), scope, secret)
}

function s3Signature(text: string, secret: string): string | undefined {
  const [algorithm, , joined, digest, ...more] = text.split('\n')
  const scope = joined?.split('/') ?? []
  const known = ['s3', 'iam', 'sts'].includes(scope[2] ?? '') && scope[3] === 'aws4_request'
  if (algorithm !== V4 || digest === undefined || more.length > 0) return undefined
  return scope.length === 4 && known ? signedByScope(text, scope, secret) : undefined
}

/** @param scope day, region, service and `aws4_request`: each makes the next key */
function signedByScope(text: string, scope: readonly string[], secret: string): string {
  const key = scope.reduce(
    (last: Buffer, part) => createHmac('sha256', last).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  )
  return createHmac('sha256', key).update(text).digest('hex')
}

/** By name, each part percent-encoded but for letters, digits and `-_.~`. */
function query(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(([name, value]) => [name, String(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.map(encoded).join('='))
    .join('&')
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
