/**
 * Writing down what ended tokens, for those who keep lists of their own: tokens here are judged by
 * the state of what they depend on. Who records what: keystone/revoke/core.py.
 */
import { isoTime } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
import type { IdentityEnv } from '../operation.ts'
import { insertEvents, type Ended } from './revocations.store.ts'

/** Part of the change that ends them. */
export async function recordEnd(
  tx: Tx,
  env: Pick<IdentityEnv, 'clock' | 'tokens' | 'configuration'>,
  ended: readonly Ended[],
): Promise<void> {
  const now = env.clock.now()
  const lasting = env.tokens.lifetimeSeconds + env.configuration.expirationBufferSeconds
  const times = { now: isoTime(now), forgotten: isoTime(now - lasting * 1000) }
  await insertEvents(tx, ended, times)
}
