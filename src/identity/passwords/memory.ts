/**
 * Secrets that were found right are remembered by this process, so that hashing them again costs
 * microseconds: a keyed hash, with a key that never leaves the process, of the secret and the stored
 * hash that it fits. Where another hash is stored, what was remembered fits nothing any more.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { PasswordHasher } from './scrypt.ts'

/** How many are remembered, some 200 bytes each. */
const REMEMBERED = 20_000

const NOTHING = Buffer.alloc(32)

/** A hasher that remembers. */
export interface RememberingHasher extends PasswordHasher {
  /**
   * Did `verify` find this right before? Takes as long where not, or where there is no hash. Use it
   * only for an answer that the right secret alone gets: a refusal has to cost the same work,
   * right or wrong, or its time would tell.
   */
  recalls(password: string, hash: string | undefined): boolean
}

export function remembering(hasher: PasswordHasher): RememberingHasher {
  const key = randomBytes(32)
  /** By stored hash. */
  const remembered = new LRUCache<string, Buffer>({ max: REMEMBERED })
  const markOf = (password: string, hash: string): Buffer =>
    createHmac('sha256', key).update(`${hash}\0${password}`).digest()
  return {
    ...hasher,
    async verify(password, hash) {
      const right = await hasher.verify(password, hash)
      if (right) remembered.set(hash, markOf(password, hash))
      return right
    },
    recalls(password, hash = '') {
      const known = remembered.get(hash)
      return timingSafeEqual(known ?? NOTHING, markOf(password, hash)) && known !== undefined
    },
  }
}
