/**
 * Keys that are made here: RSA of 2048 bits, as lines of OpenSSH or as certificates.
 * Source: nova/crypto.py (generate_key_pair, generate_winrm_x509_cert).
 */
import { generateKeyPair, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto'
import { promisify } from 'node:util'
import { certificateFingerprint } from './certificate.ts'
import { clientCertificate, toPem } from './client-certificate.ts'
import type { KeypairType, NewKeypair } from './keypair.ts'
import { pkcs12 } from './pkcs12.ts'
import { sshFingerprint } from './ssh-key.ts'

/** `privateKey`: what is told to the user once, and to nobody else. */
export interface KeyMaterial extends Pick<NewKeypair, 'publicKey' | 'fingerprint'> {
  readonly privateKey: string
}

const BITS = 2048

/** Outside of the event loop: it takes a tenth of a second and more. */
const makeKey = promisify(generateKeyPair)

/** @param at milliseconds since 1970, which certificates tell */
export async function generateKey(
  type: KeypairType,
  userId: string,
  at: number,
): Promise<KeyMaterial> {
  const made = await makeKey('rsa', { modulusLength: BITS })
  return type === 'ssh' ? sshKey(made) : certified(userId, made, at)
}

function sshKey({ privateKey, publicKey }: KeyPairKeyObjectResult): KeyMaterial {
  const line = `ssh-rsa ${sshBytes(publicKey).toString('base64')} Generated-by-Nova`
  return {
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    publicKey: line,
    fingerprint: sshFingerprint(line)!,
  }
}

/** The private key comes with the certificate, in PKCS #12, Base64. */
function certified(userId: string, made: KeyPairKeyObjectResult, at: number): KeyMaterial {
  const certificate = clientCertificate(userId, made, at)
  const publicKey = toPem(certificate)
  return {
    privateKey: pkcs12(certificate, made.privateKey).toString('base64'),
    publicKey,
    fingerprint: certificateFingerprint(publicKey),
  }
}

/** A public key of RSA as SSH encodes it (RFC 4253 §6.6). */
function sshBytes(key: KeyObject): Buffer {
  const { e, n } = key.export({ format: 'jwk' })
  const number = (text = '') => {
    const bytes = Buffer.from(text, 'base64url')
    return bytes[0]! > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes
  }
  return Buffer.concat([Buffer.from('ssh-rsa'), number(e), number(n)].flatMap(withLength))
}

function withLength(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return [length, bytes]
}
