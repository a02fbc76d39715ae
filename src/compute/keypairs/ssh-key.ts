/**
 * Public keys as OpenSSH writes them in a line: what is one, and its fingerprint.
 * Source: nova/crypto.py (generate_fingerprint), which asks pyca/cryptography
 * (hazmat/primitives/serialization/ssh.py, load_ssh_public_key) whether it is one.
 */
import { createHash, createPublicKey } from 'node:crypto'
import { b64decode } from '../../kernel/python.ts'
import { SshReader } from './ssh-reader.ts'

/** Of a digest, in hexadecimal, two digits at a time. */
export function withColons(hex: string): string {
  return hex.match(/../g)!.join(':')
}

/** MD5 of the key's bytes; undefined where the line holds no key. */
export function sshFingerprint(line: string): string | undefined {
  // The real service takes what stands between the first two blanks, whatever else separates.
  const [, encoded] = line.split(' ')
  const bytes = encoded === undefined ? undefined : b64decode(encoded)
  if (bytes === undefined || !isSshKey(line)) return undefined
  return withColons(createHash('md5').update(bytes).digest('hex'))
}

const CERTIFICATE = '-cert-v01@openssh.com'

function isSshKey(line: string): boolean {
  const [, named, body] = /^([^ \t-\r]+)[ \t]+([^ \t-\r]+)/.exec(line) ?? []
  if (named === undefined || body === undefined) return false
  const isCertificate = named.endsWith(CERTIFICATE)
  const type = isCertificate ? named.slice(0, -CERTIFICATE.length) : named
  const readKey = KEYS.get(type)
  const bytes = b64decode(body)
  if (readKey === undefined || bytes === undefined) return false
  const reader = new SshReader(bytes)
  try {
    if (reader.text() !== named) return false
    if (isCertificate) reader.bytes()
    if (!readKey(reader)) return false
    if (isCertificate && !readCertificate(reader)) return false
    return reader.isAtEnd
  } catch {
    // Too short, a number that is none, or a point that is not on its curve.
    return false
  }
}

/** Reads the numbers of a key and tells whether they can be one. */
type ReadKey = (reader: SshReader) => boolean

const KEYS: ReadonlyMap<string, ReadKey> = new Map([
  ['ssh-rsa', readRsa],
  ['ssh-dss', readDsa],
  ['ssh-ed25519', readEd25519],
  ['ecdsa-sha2-nistp256', curve('nistp256', 'P-256')],
  ['ecdsa-sha2-nistp384', curve('nistp384', 'P-384')],
  ['ecdsa-sha2-nistp521', curve('nistp521', 'P-521')],
  ['sk-ssh-ed25519@openssh.com', ofSecurityKey(readEd25519)],
  ['sk-ecdsa-sha2-nistp256@openssh.com', ofSecurityKey(curve('nistp256', 'P-256'))],
])

function readRsa(reader: SshReader): boolean {
  const exponent = reader.number()
  const modulus = reader.number()
  return exponent >= 3n && exponent % 2n === 1n && modulus > exponent
}

const bitsOf = (value: bigint): number => value.toString(2).length

function readDsa(reader: SshReader): boolean {
  const [p, q, g] = [reader.number(), reader.number(), reader.number()]
  reader.number()
  return bitsOf(p) === 1024 && [160, 224, 256].includes(bitsOf(q)) && g > 1n && g < p
}

function readEd25519(reader: SshReader): boolean {
  return reader.bytes().length === 32
}

const UNCOMPRESSED = 4

function curve(name: string, crv: string): ReadKey {
  return (reader) => {
    if (reader.text() !== name) return false
    const [form, ...coordinates] = reader.bytes()
    if (form !== UNCOMPRESSED) return false
    const half = coordinates.length / 2
    const x = base64url(coordinates.slice(0, half))
    const y = base64url(coordinates.slice(half))
    createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' })
    return true
  }
}

const base64url = (bytes: readonly number[]) => Buffer.from(bytes).toString('base64url')

/** A key that a device keeps says for what it is. */
function ofSecurityKey(readKey: ReadKey): ReadKey {
  return (reader) => readKey(reader) && reader.text().startsWith('ssh:')
}

/** What follows the key in a certificate. Nobody asks whether its signature is right. */
function readCertificate(reader: SshReader): boolean {
  reader.skip(8 + 4)
  reader.bytes()
  const principals = new SshReader(reader.bytes())
  while (!principals.isAtEnd) principals.bytes()
  reader.skip(8 + 8)
  if (!areOptions(reader.bytes()) || !areOptions(reader.bytes())) return false
  reader.bytes()
  const signer = new SshReader(reader.bytes()).text()
  const signature = new SshReader(reader.bytes())
  const kind = signature.text()
  signature.bytes()
  if (!signature.isAtEnd) return false
  const kinds = signer === 'ssh-rsa' ? ['ssh-rsa', 'rsa-sha2-256', 'rsa-sha2-512'] : [signer]
  return kinds.includes(kind)
}

/** Names in order, each once, each with a value that is nothing or one text. */
function areOptions(bytes: Buffer): boolean {
  const reader = new SshReader(bytes)
  let last: Buffer | undefined
  while (!reader.isAtEnd) {
    const name = reader.bytes()
    if (last !== undefined && Buffer.compare(last, name) >= 0) return false
    last = name
    const value = new SshReader(reader.bytes())
    if (!value.isAtEnd) value.bytes()
    if (!value.isAtEnd) return false
  }
  return true
}
