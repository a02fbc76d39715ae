/**
 * A certificate and its private key in one file, encrypted with the empty password, as
 * `openssl pkcs12 -export -password pass:` makes it (RFC 7292; RFC 8018, PBES2).
 */
import {
  createCipheriv,
  createHash,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import * as der from './der.ts'

const OID = {
  data: der.oid('1.2.840.113549.1.7.1'),
  encryptedData: der.oid('1.2.840.113549.1.7.6'),
  keyBag: der.oid('1.2.840.113549.1.12.10.1.2'),
  certificateBag: der.oid('1.2.840.113549.1.12.10.1.3'),
  certificate: der.oid('1.2.840.113549.1.9.22.1'),
  localKeyId: der.oid('1.2.840.113549.1.9.21'),
  pbes2: der.oid('1.2.840.113549.1.5.13'),
  pbkdf2: der.oid('1.2.840.113549.1.5.12'),
  hmacWithSha256: der.oid('1.2.840.113549.2.9'),
  aes256: der.oid('2.16.840.1.101.3.4.1.42'),
  sha256: der.oid('2.16.840.1.101.3.4.2.1'),
} as const

const ROUNDS = 2048
const SALT_BYTES = 8

export function pkcs12(certificate: Buffer, privateKey: KeyObject): Buffer {
  const id = createHash('sha1').update(certificate).digest()
  const attributes = der.set(der.sequence(OID.localKeyId, der.set(der.octets(id))))
  const bag = (kind: Buffer, value: Buffer) =>
    der.sequence(der.sequence(kind, der.explicit(0, value), attributes))
  const certificates = bag(
    OID.certificateBag,
    der.sequence(OID.certificate, der.explicit(0, der.octets(certificate))),
  )
  const key = encrypted(privateKey.export({ type: 'pkcs8', format: 'der' }))
  const keys = bag(OID.keyBag, der.sequence(key.algorithm, der.octets(key.bytes)))
  const contents = der.sequence(encryptedContent(certificates), content(keys))
  return der.sequence(der.integer(3), content(contents), seal(contents))
}

function content(value: Buffer): Buffer {
  return der.sequence(OID.data, der.explicit(0, der.octets(value)))
}

function encryptedContent(value: Buffer): Buffer {
  const { algorithm, bytes } = encrypted(value)
  const inner = der.sequence(OID.data, algorithm, der.implicit(0, bytes))
  return der.sequence(OID.encryptedData, der.explicit(0, der.sequence(der.integer(0), inner)))
}

function encrypted(value: Buffer): { algorithm: Buffer; bytes: Buffer } {
  const [salt, iv] = [randomBytes(SALT_BYTES), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync('', salt, ROUNDS, 32, 'sha256'), iv)
  const bytes = Buffer.concat([cipher.update(value), cipher.final()])
  const hmac = der.sequence(OID.hmacWithSha256, der.nothing())
  const derivation = der.sequence(der.octets(salt), der.integer(ROUNDS), hmac)
  const scheme = der.sequence(
    der.sequence(OID.pbkdf2, derivation),
    der.sequence(OID.aes256, der.octets(iv)),
  )
  return { algorithm: der.sequence(OID.pbes2, scheme), bytes }
}

/** What shows that nobody has changed it. */
function seal(contents: Buffer): Buffer {
  const salt = randomBytes(SALT_BYTES)
  const code = createHmac('sha256', macKey(salt)).update(contents).digest()
  const digest = der.sequence(der.sequence(OID.sha256, der.nothing()), der.octets(code))
  return der.sequence(digest, der.octets(salt), der.integer(ROUNDS))
}

const BLOCK = 64
const FOR_A_MAC = 3

/** RFC 7292, appendix B.2, where the password is the two bytes zero and one block is enough. */
function macKey(salt: Buffer): Buffer {
  const start = [Buffer.alloc(BLOCK, FOR_A_MAC), Buffer.alloc(BLOCK, salt), Buffer.alloc(BLOCK)]
  let digest = createHash('sha256').update(Buffer.concat(start)).digest()
  for (let round = 1; round < ROUNDS; round += 1) {
    digest = createHash('sha256').update(digest).digest()
  }
  return digest
}
