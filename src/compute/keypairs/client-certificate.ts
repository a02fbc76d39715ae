/**
 * Certificates by which a user signs in to a server with Windows.
 * Source: nova/crypto.py (generate_winrm_x509_cert), which has OpenSSL make them.
 */
import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto'
import * as der from './der.ts'

const DAY = 86_400_000
const DAYS = 3650

const OID = {
  commonName: der.oid('2.5.4.3'),
  sha256WithRsa: der.oid('1.2.840.113549.1.1.11'),
  extendedKeyUsage: der.oid('2.5.29.37'),
  clientAuth: der.oid('1.3.6.1.5.5.7.3.2'),
  subjectAltName: der.oid('2.5.29.17'),
  userPrincipalName: der.oid('1.3.6.1.4.1.311.20.2.3'),
  subjectKeyIdentifier: der.oid('2.5.29.14'),
} as const

/**
 * One that the key itself has signed.
 * @param at milliseconds since 1970, from when on it is valid
 */
export function clientCertificate(
  userId: string,
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  at: number,
): Buffer {
  const algorithm = der.sequence(OID.sha256WithRsa, der.nothing())
  const name = der.sequence(der.set(der.sequence(OID.commonName, der.utf8(userId))))
  const certificate = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(serial()),
    algorithm,
    name,
    der.sequence(der.time(at), der.time(at + DAYS * DAY)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, extensions(userId, publicKey)),
  )
  return der.sequence(certificate, algorithm, der.bits(sign('sha256', certificate, privateKey)))
}

/** 159 bits of chance. */
function serial(): Buffer {
  const bytes = randomBytes(20)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes
}

function extensions(userId: string, publicKey: KeyObject): Buffer {
  const principal = der.explicit(0, der.utf8(`${userId}@localhost`))
  const digest = createHash('sha1').update(publicKey.export({ type: 'pkcs1', format: 'der' }))
  return der.sequence(
    extension(OID.extendedKeyUsage, der.sequence(OID.clientAuth)),
    extension(OID.subjectAltName, der.sequence(der.explicit(0, OID.userPrincipalName, principal))),
    extension(OID.subjectKeyIdentifier, der.octets(digest.digest())),
  )
}

function extension(id: Buffer, value: Buffer): Buffer {
  return der.sequence(id, der.octets(value))
}

/** As OpenSSL writes them, in lines of 64 characters. */
export function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g)!
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
