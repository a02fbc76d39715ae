/** What is a public key of OpenSSH. The fingerprints are those that Nova 34.0 has made of these lines. */
import { expect, test } from 'vitest'
import { sshFingerprint } from './ssh-key.ts'

const ED = 'AAAAC3NzaC1lZDI1NTE5AAAAINsNbfofbygmA00ett9lHj09l8E5tQyy/tba4+/0bTrm'
const ED_IS = 'ed:68:54:ee:f4:d6:4c:98:1f:5a:2b:49:44:c2:23:c7'

const text = (bytes: string | Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, Buffer.from(bytes)])
}
const number = (value: bigint): Buffer => {
  const hex = value.toString(16)
  return text(Buffer.from(hex.length % 2 === 0 ? `00${hex}` : `0${hex}`, 'hex'))
}
const line = (type: string, ...parts: Buffer[]): string =>
  `${type} ${Buffer.concat([text(type), ...parts]).toString('base64')}`
const rsa = (e: bigint, n: bigint) => line('ssh-rsa', number(e), number(n))
const dss = (...parts: bigint[]) => line('ssh-dss', ...parts.map(number))
const ec = (point: Buffer) => line('ecdsa-sha2-nistp256', text('nistp256'), text(point))
const sk = (application: string) =>
  line('sk-ssh-ed25519@openssh.com', text(Buffer.alloc(32, 1)), text(application))

const N = (1n << 2047n) + 1n
const [P, Q] = [(1n << 1023n) + 1n, (1n << 159n) + 1n]

test.each([
  ['a comment or none', `ssh-ed25519 ${ED} somebody`, ED_IS],
  ['a line that ends', `ssh-ed25519 ${ED}\n`, ED_IS],
  ['what is no Base64 within', `ssh-ed25519 ${ED.slice(0, 8)}!${ED.slice(8)}`, ED_IS],
  ['padding too much', `ssh-ed25519 ${ED}==`, ED_IS],
  ['RSA', rsa(65_537n, N), 'a0:ac:80:7e:d4:f0:03:b8:f4:4c:50:14:f8:cb:f6:a1'],
  ['RSA of 3', rsa(3n, N), 'a6:cf:85:ae:3f:27:c4:a8:ad:fe:ae:e1:7b:d7:30:77'],
  ['DSA', dss(P, Q, 2n, 3n), '1e:fc:10:db:0d:3c:b8:a1:26:87:1a:84:b0:63:cf:12'],
  ['a key of a device', sk('ssh:'), 'b1:17:14:e2:c1:93:d3:bd:c9:db:24:2d:e2:69:f6:cd'],
])('%s is taken', (_, key, fingerprint) => {
  expect(sshFingerprint(key)).toBe(fingerprint)
})

test.each([
  ['nothing', ''],
  ['a type alone', 'ssh-rsa'],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['a blank before', ` ssh-ed25519 ${ED}`],
  ['a tab between', `ssh-ed25519\t${ED}`],
  ['options before', `no-pty ssh-ed25519 ${ED}`],
  ['another type', `ssh-rsa ${ED}`],
  ['a character too much', `ssh-ed25519 ${ED}A`],
  ['a key that is cut', line('ssh-ed25519', text(Buffer.alloc(31)))],
  ['bytes after the key', line('ssh-ed25519', text(Buffer.alloc(32)), Buffer.of(0))],
  ['RSA with an even exponent', rsa(4n, N)],
  ['RSA of 1', rsa(1n, N)],
  ['RSA with a small modulus', rsa(65_537n, 65_537n)],
  ['a negative number', line('ssh-rsa', text(Buffer.of(0xff)), number(N))],
  ['DSA of another size', dss(P << 1n, Q, 2n, 3n)],
  ['DSA with a wrong generator', dss(P, Q, 1n, 3n)],
  ['a point beside the curve', ec(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]))],
  ['a point that is compressed', ec(Buffer.concat([Buffer.of(2), Buffer.alloc(32, 1)]))],
  ['no point', ec(Buffer.alloc(0))],
  ['a device’s key for something else', sk('web:')],
])('%s is no key', (_, key) => {
  expect(sshFingerprint(key)).toBeUndefined()
})
