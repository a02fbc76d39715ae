/** Memory through which bytes reach other threads: little, and given out in turn. */

const BLOCK = 256 * 1024
const COUNT = 48

export class Block {
  readonly index: number
  /** Where it begins, in bytes of the shared memory. */
  readonly at: number
  readonly #bytes: Uint8Array
  filled = 0

  constructor(memory: SharedArrayBuffer, index: number) {
    this.index = index
    this.at = index * BLOCK
    this.#bytes = new Uint8Array(memory, this.at, BLOCK)
  }

  get isFull(): boolean {
    return this.filled === BLOCK
  }

  /** Copies what fits of the bytes from `from` on. Returns how many that were. */
  fill(bytes: Uint8Array, from: number): number {
    const part = bytes.subarray(from, from + BLOCK - this.filled)
    this.#bytes.set(part, this.filled)
    this.filled += part.length
    return part.length
  }
}

export class Blocks {
  readonly memory = new SharedArrayBuffer(BLOCK * COUNT)
  readonly #free = Array.from({ length: COUNT }, (_, index) => new Block(this.memory, index))
  readonly #waiting: ((block: Block) => void)[] = []

  /** One that is empty, if there is one now. */
  take(): Block | undefined {
    return this.#free.pop()
  }

  /** The next that is given back; whoever has waited longest gets it. */
  giveNext(to: (block: Block) => void): void {
    this.#waiting.push(to)
  }

  giveBack(block: Block): void {
    block.filled = 0
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(block)
    else next(block)
  }
}
