/**
 * Certificates in PEM, and their fingerprints.
 * Source: nova/crypto.py (generate_x509_fingerprint); what is a certificate pyca/cryptography says
 * (load_pem_x509_certificate), and Nova's refusal ends in its words.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { keypairInvalid } from './keypair.ts'
import { withColons } from './ssh-key.ts'

/** SHA-1 of the certificate's bytes. @throws 400 */
export function certificateFingerprint(pem: string): string {
  const bytes = certificateIn(pem)
  try {
    new X509Certificate(bytes)
  } catch {
    throw refused('error parsing asn1 value: ParseError { kind: InvalidValue }')
  }
  return withColons(createHash('sha1').update(bytes).digest('hex'))
}

const HELP = 'See https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file'
const BLOCK = /-----BEGIN ([^-]*)-----([^-]*)-----END ([^-]*)-----/g

/** The first certificate of the text. */
function certificateIn(pem: string): Buffer {
  const blocks = [...pem.matchAll(BLOCK)].filter(([, begin, , end]) => begin === end)
  if (blocks.length === 0) throw unreadable('MalformedFraming')
  const [, , body] = blocks.find(([, label]) => CERTIFICATE_LABELS.includes(label!)) ?? []
  if (body === undefined) {
    throw refused(
      'Valid PEM but no BEGIN CERTIFICATE/END CERTIFICATE delimiters. Are you sure this is a ' +
        'certificate?',
    )
  }
  const text = body.replaceAll(/\s/g, '')
  const at = text.search(/[^A-Za-z0-9+/=]/)
  if (at >= 0) {
    throw unreadable(`InvalidData(Invalid symbol ${text.charCodeAt(at)}, offset ${at}.)`)
  }
  return Buffer.from(text, 'base64')
}

const CERTIFICATE_LABELS: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE']

function unreadable(why: string) {
  return refused(`Unable to load PEM file. ${HELP} for more details. ${why}`)
}

function refused(why: string) {
  return keypairInvalid(`failed to generate X509 fingerprint. Error message: ${why}`)
}
