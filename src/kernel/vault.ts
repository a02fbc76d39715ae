/**
 * Secrets are encrypted before they are stored: identity's, and the keys of encrypted volumes. The
 * keys to them are not in the database, so that whoever gets hold of a copy of it has none.
 * AES-256-GCM; the id of the row is bound in, so that a secret cannot be moved to another one.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A secret that none of the keys opens: the file of keys is not the one it was written with. */
export class NoKey extends Error {
  override name = 'NoKey'
}

const SEALED = /^[\da-f]{16}\.[\w-]+$/

/** Does it look like what `seal` writes? */
export function isSealed(text: unknown): boolean {
  return typeof text === 'string' && SEALED.test(text)
}

export class Vault {
  readonly #keys: ReadonlyMap<string, Buffer>
  readonly #first: string

  /** @param keys of 32 bytes each; the first one encrypts, the others only decrypt */
  constructor(keys: readonly Buffer[]) {
    if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) {
      throw new Error(`a vault takes keys of ${KEY_BYTES} bytes`)
    }
    this.#keys = new Map(keys.map((key) => [nameOf(key), key]))
    this.#first = nameOf(keys[0]!)
  }

  /** `<name of the key>.<nonce, tag and text in base64url>` */
  seal(text: string, id: string): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#keys.get(this.#first)!, nonce)
    cipher.setAAD(Buffer.from(id))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    const all = Buffer.concat([nonce, cipher.getAuthTag(), sealed])
    return `${this.#first}.${all.toString('base64url')}`
  }

  /** The same for what may have been stored before such secrets were encrypted. @throws NoKey */
  openAny(text: string, id: string): string {
    return isSealed(text) ? this.open(text, id) : text
  }

  /** @throws NoKey */
  open(sealed: string, id: string): string {
    const [name, body] = sealed.split('.', 2)
    const key = this.#keys.get(name!)
    if (key === undefined || body === undefined) {
      throw new NoKey(`${id} was encrypted with key ${name}, which is not there`)
    }
    const all = Buffer.from(body, 'base64url')
    const options = { authTagLength: TAG_BYTES }
    const opener = createDecipheriv('aes-256-gcm', key, all.subarray(0, NONCE_BYTES), options)
    opener.setAAD(Buffer.from(id))
    opener.setAuthTag(all.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const text = opener.update(all.subarray(NONCE_BYTES + TAG_BYTES))
    return Buffer.concat([text, opener.final()]).toString('utf8')
  }
}

/** Tells keys apart without telling anything about them. */
function nameOf(key: Buffer): string {
  return createHash('sha256')
    .update('stackling credential key')
    .update(key)
    .digest('hex')
    .slice(0, 16)
}
