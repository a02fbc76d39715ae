/** A new key to sign tokens with, without a pause and without signing anybody out. */
import { isoTime } from '../../kernel/clock.ts'
import type { IdentityEnv } from '../operation.ts'
import { deleteSigningKeys, longestLifetime, putSigningKey } from '../tokens/signing-keys.store.ts'
import { newSigningKey } from './keyring.usecase.ts'
import { requireVault } from '../credentials/sealing.usecase.ts'

/**
 * A request that was under way may sign with the key before, and clocks of replicas differ.
 * Milliseconds.
 */
const SLACK = 300_000

export interface Rotation {
  /** The new key's, as in the header of the tokens that it signs. */
  readonly kid: string
  /** When the last token of the key before will have ended; undefined where all have ended now. */
  readonly lastExpiry: string | undefined
}

export interface RotationOptions {
  /** How long tokens live as far as the caller knows; replicas have noted what they were told. */
  readonly tokenLifetimeSeconds: number
  /** Takes all earlier keys away at once: for a key that somebody has stolen. */
  readonly endTokens?: boolean
}

/**
 * Signs with a new key from the next token on, at every replica. Tokens of the old key stay good
 * until they expire.
 * @throws NoKey where the replicas could not open the new key: they have other keys than `env`
 */
export function rotateSigningKey(
  env: Pick<IdentityEnv, 'database' | 'clock' | 'ids' | 'configuration' | 'vault'>,
  { tokenLifetimeSeconds, endTokens = false }: RotationOptions,
): Promise<Rotation> {
  const { clock, configuration } = env
  const now = clock.now()
  const kid = env.ids.hex()
  const key = newSigningKey(env.vault, kid)
  return env.database.write(async (tx) => {
    if (endTokens) await deleteSigningKeys(tx)
    else await requireVault(env.vault, tx)
    const lifetime = Math.max(await longestLifetime(tx), tokenLifetimeSeconds)
    const lastExpiry = isoTime(now + lifetime * 1000 + SLACK)
    // Expired tokens are still shown for a while to whoever asks for that.
    const forgotten = isoTime(now - configuration.allowExpiredWindowSeconds * 1000)
    await putSigningKey(tx, key, { now: isoTime(now), lastExpiry, forgotten })
    return { kid, lastExpiry: endTokens ? undefined : lastExpiry }
  })
}
