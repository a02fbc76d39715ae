/** The keys that sign and verify tokens, as they lie in the database that all replicas share. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose'
import { parseTime } from '../../kernel/clock.ts'
import type { Database, Tx } from '../../storage/database.ts'
import type { Vault } from '../../kernel/vault.ts'
import { sealId } from '../credentials/secrets.ts'
import { signingKeys, type StoredKey } from '../tokens/signing-keys.store.ts'
import { epochOf } from '../tokens/tokens.store.ts'

const ALGORITHM = 'ES256'
/** A token of ours is some 500 characters; nothing much longer is worth a look. */
const LONGEST_TOKEN = 4096
/** A compact JWS with a signature of ES256. Readers of base64 forgive what is written otherwise. */
const SIGNED = /^[\w-]+\.[\w-]+\.[\w-]{86}$/

export interface Verified {
  readonly kid: string
  readonly payload: unknown
}

export class Keyring {
  readonly #vault: Vault
  #public = new Map<string, KeyObject>()
  /** By key that signs no more: the end of the last token that it has signed. */
  #ends = new Map<string, number>()
  #signer: { readonly kid: string; readonly sealed: string; key?: KeyObject } | undefined
  #epoch: number | undefined

  constructor(vault: Vault) {
    this.#vault = vault
  }

  /** Looks at the keys again if anything changed since `epoch`. */
  async refresh(tx: Tx, epoch: number): Promise<void> {
    if (epoch === this.#epoch) return
    const keys = await signingKeys(tx)
    this.#public = new Map(
      keys.map(({ kid, public_jwk: jwk }) => [kid, this.#public.get(kid) ?? publicKey(jwk)]),
    )
    this.#ends = new Map(
      keys.flatMap(({ kid, retired_at: end }) => (end === null ? [] : [[kid, parseTime(end)]])),
    )
    const signer = keys.find((key) => key.retired_at === null)
    if (signer === undefined) this.#signer = undefined
    else if (signer.kid !== this.#signer?.kid) {
      this.#signer = { kid: signer.kid, sealed: signer.private_jwk }
    }
    this.#epoch = epoch
  }

  /**
   * Can it be that the key has signed a token that lives until `expiresAt`? One that was retired
   * has signed none that outlives it: whoever holds one has made it with a stolen key.
   * @param expiresAt milliseconds since 1970
   */
  covers(kid: string, expiresAt: number): boolean {
    return this.#public.has(kid) && expiresAt <= (this.#ends.get(kid) ?? Infinity)
  }

  /**
   * The compact JWS of `payload`, signed with the key in charge. Call `refresh` before.
   * @throws NoKey where the key was not encrypted for this process; it can verify all the same
   */
  async sign(payload: object): Promise<{ kid: string; text: string }> {
    const signer = this.#signer
    if (signer === undefined) throw new Error('there is no key to sign tokens with')
    const { kid, sealed } = signer
    signer.key ??= openSigningKey(this.#vault, kid, sealed)
    const text = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .sign(signer.key)
    return { kid, text }
  }

  /**
   * What a token says if one of our keys signed it. Only ES256 is accepted, whatever the header
   * asks for, and only a key that is named and known: the header chooses among ours, no more.
   */
  async verify(text: string, database: Database): Promise<Verified | undefined> {
    if (text.length > LONGEST_TOKEN || !SIGNED.test(text)) return undefined
    const kid = kidOf(text)
    if (kid === undefined) return undefined
    if (!this.#public.has(kid)) {
      await database.read(async (tx) => this.refresh(tx, await epochOf(tx)))
    }
    const key = this.#public.get(kid)
    if (key === undefined) return undefined
    try {
      const { payload } = await compactVerify(text, key, { algorithms: [ALGORITHM] })
      return { kid, payload: JSON.parse(new TextDecoder().decode(payload)) }
    } catch {
      return undefined
    }
  }
}

function kidOf(text: string): string | undefined {
  try {
    const { kid, alg } = decodeProtectedHeader(text)
    return alg === ALGORITHM ? kid : undefined
  } catch {
    return undefined
  }
}

function publicKey(jwk: string): KeyObject {
  return createPublicKey({ key: JSON.parse(jwk), format: 'jwk' })
}

/** @throws NoKey */
export function openSigningKey(vault: Vault, kid: string, sealed: string): KeyObject {
  const jwk = vault.openAny(sealed, sealId('signing key', kid))
  return createPrivateKey({ key: JSON.parse(jwk), format: 'jwk' })
}

/** The private half is encrypted: whoever has it can be anybody. */
export function newSigningKey(vault: Vault, kid: string): Omit<StoredKey, 'retired_at'> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const written = (key: KeyObject) => JSON.stringify(key.export({ format: 'jwk' }))
  const private_jwk = vault.seal(written(pair.privateKey), sealId('signing key', kid))
  return { kid, private_jwk, public_jwk: written(pair.publicKey) }
}
