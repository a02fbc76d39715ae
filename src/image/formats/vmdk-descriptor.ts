/** The text in a VMDK file, line by line: its type, and where its data lie. */

/** Those whose data lie in the file itself. */
const SINGLE_FILE: readonly string[] = ['monolithicsparse', 'streamoptimized']
const EXTENT = /^(rw|rdonly|noaccess)( |$)/
const HEADER_FIELD = /^[^ =]*=/
const TYPE = /createtype="([^"]*)"/
/** Lines that are longer are refused; those of real files have some dozens of characters. */
const LINE_MAX = 4096

export class Descriptor {
  #line = ''
  #isOver = false
  #isBad = false
  #isEmpty = true
  #extents = 0
  #type: string | undefined

  /** It has said what kind of disk this is. */
  get hasType(): boolean {
    return this.#type !== undefined
  }

  get isSingleFile(): boolean {
    return this.#type !== undefined && SINGLE_FILE.includes(this.#type)
  }

  /** All that it says is understood, and leads nowhere outside of the file. */
  isSafe(): boolean {
    return !this.#isEmpty && !this.#isBad && this.isSingleFile && this.#extents > 0
  }

  /** The text ends at the first zero. */
  add(piece: Buffer): void {
    if (this.#isOver) return
    const zero = piece.indexOf(0)
    const bytes = zero === -1 ? piece : piece.subarray(0, zero)
    this.#isOver = zero !== -1
    if (bytes.some((byte) => byte > 0x7f)) this.#isBad = true
    const lines = (this.#line + bytes.toString('latin1').toLowerCase()).split('\n')
    this.#line = lines.pop()!
    for (const line of lines) this.#read(line)
    if (this.#line.length <= LINE_MAX) return
    this.#isBad = true
    this.#line = ''
  }

  end(): void {
    this.#read(this.#line)
    this.#line = ''
  }

  #read(raw: string): void {
    if (raw !== '') this.#isEmpty = false
    // Anywhere, as in oslo.utils: also in a comment.
    this.#type ??= TYPE.exec(raw)?.[1]
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith('ddb')) return
    if (HEADER_FIELD.test(line)) return
    if (EXTENT.test(line) && !line.includes('/')) this.#extents += 1
    else this.#isBad = true
  }
}
