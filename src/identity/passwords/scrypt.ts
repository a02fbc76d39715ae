/**
 * Passwords are kept as scrypt hashes in the notation of passlib, which Keystone uses too
 * (keystone/common/password_hashers/scrypt.py): `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, both in
 * base64 without padding. Hashes made by Keystone therefore verify here.
 */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { availableParallelism } from 'node:os'

export interface ScryptParameters {
  /** log2 of the number of rounds; memory grows with it: 128 · 2^ln · r bytes. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

export const DEFAULT_PARAMETERS: ScryptParameters = { ln: 15, r: 8, p: 1 }

/** A stored hash that asks for more memory is refused rather than allowed to eat the machine. */
const BYTES_MAX = 2 ** 28

const SALT_BYTES = 16
const HASH_BYTES = 32

/**
 * How many hashes are computed at once. Each holds 32 MB, a thread of Node's pool of four, and a
 * processor, of which one is left to answer everybody else.
 */
const AT_ONCE = Math.min(3, Math.max(1, availableParallelism() - 1))

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** False for a wrong password and for a hash that this program cannot read. */
  verify(password: string, hash: string): Promise<boolean>
  /** Takes as long as `verify` and fails: for users that do not exist or have no password. */
  pretend(password: string): Promise<false>
  /** Did the hash cost less than one costs now? Then it is worth making anew. */
  isCheap(hash: string): boolean
}

export function scryptHasher(parameters: ScryptParameters = DEFAULT_PARAMETERS): PasswordHasher {
  const gate = new Gate(AT_ONCE)
  const derive = (password: string, salt: Buffer, size: number, cost: ScryptParameters) =>
    gate.run(() => scryptOf(password, salt, size, cost))
  const nobody = randomBytes(SALT_BYTES)
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      return format(parameters, salt, await derive(password, salt, HASH_BYTES, parameters))
    },
    async verify(password, text) {
      const stored = parse(text)
      if (stored === undefined) return false
      const { hash, salt, cost } = stored
      return timingSafeEqual(hash, await derive(password, salt, hash.length, cost))
    },
    async pretend(password) {
      await derive(password, nobody, HASH_BYTES, parameters)
      return false
    },
    isCheap(text) {
      const stored = parse(text)
      return stored !== undefined && workOf(stored.cost) < workOf(parameters)
    },
  }
}

function scryptOf(
  password: string,
  salt: Buffer,
  size: number,
  { ln, r, p }: ScryptParameters,
): Promise<Buffer> {
  const N = 2 ** ln
  const options: ScryptOptions = { N, r, p, maxmem: 256 * r * (N + p) }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, size, options, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

function format({ ln, r, p }: ScryptParameters, salt: Buffer, hash: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`
}

const FORMAT =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]*)\$([A-Za-z0-9+/]{22,})$/

function parse(text: string): { cost: ScryptParameters; salt: Buffer; hash: Buffer } | undefined {
  const match = FORMAT.exec(text)
  if (match === null) return undefined
  const [, ln, r, p, salt, hash] = match
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  if (cost.ln < 1 || cost.r < 1 || cost.p < 1) return undefined
  if (128 * 2 ** cost.ln * cost.r > BYTES_MAX) return undefined
  return { cost, salt: Buffer.from(salt!, 'base64'), hash: Buffer.from(hash!, 'base64') }
}

function workOf({ ln, r, p }: ScryptParameters): number {
  return 2 ** ln * r * p
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

/** Lets `width` tasks run at once; the others wait for their turn. */
class Gate {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(width: number) {
    this.#free = width
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((enter) => this.#waiting.push(enter))
    try {
      return await task()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }
}
