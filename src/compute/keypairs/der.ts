/** Writes values in DER, the one way to encode ASN.1 that certificates are in (X.690). */

function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.of(tag), lengthOf(body), body])
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes])
}

export const sequence = (...items: readonly Buffer[]) => tagged(0x30, ...items)
export const set = (...items: readonly Buffer[]) => tagged(0x31, ...items)
export const octets = (bytes: Buffer) => tagged(0x04, bytes)
export const bits = (bytes: Buffer) => tagged(0x03, Buffer.of(0), bytes)
export const utf8 = (text: string) => tagged(0x0c, Buffer.from(text))
export const nothing = () => tagged(0x05)
/** A number of the context in brackets, around whole values. */
export const explicit = (number: number, ...values: readonly Buffer[]) =>
  tagged(0xa0 | number, ...values)
/** The same instead of the value's own kind. */
export const implicit = (number: number, content: Buffer) => tagged(0x80 | number, content)

/** A natural number. */
export function integer(value: number | Buffer): Buffer {
  const bytes = typeof value === 'number' ? naturalBytes(value) : value
  return tagged(0x02, bytes[0]! > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}

function naturalBytes(value: number): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

/** By the digits and dots that it is written with. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(sevenBits)))
}

function sevenBits(number: number): number[] {
  const digits = [number & 0x7f]
  for (let left = number >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

/** @param at milliseconds since 1970; to the second, until 2049 in the form that knows no century */
export function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return digits < '2050'
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits))
}
