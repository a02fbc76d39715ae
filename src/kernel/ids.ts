import { randomUUID } from 'node:crypto'

/** The only source of identifiers and chance, so that a test can seed both. */
export interface Ids {
  /** A version 4 UUID with dashes: compute, block storage, network and image identifiers. */
  uuid(): string
  /** 32 hexadecimal digits: identity's identifiers. */
  hex(): string
  /** `req-` and a UUID, as oslo.context makes them. */
  requestId(): string
  /** A number in [0, 1), for jitter and believable durations; never for secrets. */
  random(): number
}

export const systemIds: Ids = {
  // Node draws 128 UUIDs' worth of entropy at a time, so this is cheap enough for every request.
  uuid: () => randomUUID(),
  hex: () => randomUUID().replaceAll('-', ''),
  requestId: () => `req-${randomUUID()}`,
  random: Math.random,
}
