/** One-time passcodes (RFC 6238): six digits, thirty seconds, HMAC-SHA1. */
import { createHmac } from 'node:crypto'
import type { ProcessTime } from '../../kernel/clock.ts'
import { isSame } from '../constant-time.ts'

const STEP_SECONDS = 30
const DIGITS = 6

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The time step whose passcode this is, if it still counts.
 * @param earlier how many steps after its own a passcode is still good for
 */
export function stepOf(
  passcode: string,
  secret: Buffer,
  now: ProcessTime,
  earlier: number,
): number | undefined {
  const current = Math.floor(now / 1000 / STEP_SECONDS)
  let found: number | undefined
  for (let step = current; step >= Math.max(0, current - earlier); step--) {
    if (isSame(passcodeAt(secret, step), passcode)) found ??= step
  }
  return found
}

export function passcodeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const offset = hash.at(-1)! & 0x0f
  const number = hash.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** Base32 (RFC 4648), with or without padding; undefined for anything else. */
export function decodeBase32(text: string): Buffer | undefined {
  const letters = text.replace(/=+$/, '')
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const letter of letters) {
    const index = ALPHABET.indexOf(letter)
    if (index < 0) return undefined
    value = ((value << 5) | index) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 0xff)
    }
  }
  return bytes.length === 0 ? undefined : Buffer.from(bytes)
}
