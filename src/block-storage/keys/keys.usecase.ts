/**
 * The key manager: makes the keys of encrypted volumes and keeps them, themselves encrypted, in the
 * database. Clients see their ids and never a key. What refers to a key has one of its own, so that
 * it goes with what it belongs to.
 * Source: openstack/cinder cinder/volume/volume_utils.py (create_encryption_key,
 * clone_encryption_key).
 */
import { randomBytes } from 'node:crypto'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Vault } from '../../kernel/vault.ts'
import type { Tx } from '../../storage/database.ts'
import { algorithmOf, type Encryption } from '../encryption/encryption.ts'
import { findKey, insertKey } from './keys.store.ts'

export interface KeyParts {
  readonly clock: CloudClock
  readonly ids: Ids
  readonly vault: Vault
}

/** Where the type does not say how long keys are; in bits. */
const DEFAULT_BITS = 256

const BITS_MAX = 4096

/** The id that a key is bound to where it is encrypted. */
function sealedAs(id: string): string {
  return `volume key ${id}`
}

/**
 * Makes a key of the kind that a type asks for, and returns its id.
 * @throws 400 where the type names no cipher, or NoKey
 */
export async function makeKey(
  tx: Tx,
  parts: KeyParts,
  { encryption, projectId }: { readonly encryption: Encryption; readonly projectId: string },
): Promise<string> {
  const bits = Math.min(encryption.keySize ?? DEFAULT_BITS, BITS_MAX)
  const secret = randomBytes(Math.ceil(bits / 8)).toString('base64')
  return storeKey(tx, parts, { secret, bits, algorithm: algorithmOf(encryption), projectId })
}

/**
 * Makes another key with the same secret: for what holds what the first one encrypted. Undefined where
 * the first is gone.
 * @throws NoKey
 */
export async function copyKey(
  tx: Tx,
  parts: KeyParts,
  { keyId, projectId }: { readonly keyId: string; readonly projectId: string },
): Promise<string | undefined> {
  const key = await findKey(tx, keyId)
  if (key === undefined) return undefined
  const { sealed, bits, algorithm } = key
  const secret = parts.vault.open(sealed, sealedAs(keyId))
  return storeKey(tx, parts, { secret, bits, algorithm, projectId })
}

async function storeKey(
  tx: Tx,
  { clock, ids, vault }: KeyParts,
  key: { secret: string; bits: number; algorithm: string; projectId: string },
): Promise<string> {
  const id = ids.uuid()
  await insertKey(tx, {
    id,
    project_id: key.projectId,
    algorithm: key.algorithm,
    bits: key.bits,
    sealed: vault.seal(key.secret, sealedAs(id)),
    created_at: clock.isoNow(),
  })
  return id
}
