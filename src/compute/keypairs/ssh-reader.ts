/** Reads values one after another as SSH encodes them (RFC 4251 §5). @throws RangeError at the end */
export class SshReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  skip(length: number): void {
    if (this.#at + length > this.#bytes.length) throw new RangeError('the value ends too early')
    this.#at += length
  }

  bytes(): Buffer {
    const length = this.#bytes.readUInt32BE(this.#at)
    this.skip(4)
    const start = this.#at
    this.skip(length)
    return this.#bytes.subarray(start, this.#at)
  }

  text(): string {
    return this.bytes().toString('latin1')
  }

  /** One that is negative is refused. */
  number(): bigint {
    const bytes = this.bytes()
    if ((bytes[0] ?? 0) > 0x7f) throw new RangeError('the number is negative')
    return BigInt(`0x0${bytes.toString('hex')}`)
  }
}
