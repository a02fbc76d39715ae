/** VMDK of VMware: one sparse file, or a text that names others. */
import { NO_MATCH, type Finding, type Inspector } from './inspector.ts'
import { Descriptor } from './vmdk-descriptor.ts'

const SECTOR = 512
/** The least that tells what it is. */
const LEAST = 64
/** Where the text lies in a sparse file, and how long it may be: as in qemu. */
const DESCRIPTOR_AT = 512
const DESCRIPTOR_MAX = 1024 * 1024 - 1
/** Of a text that is read at a time. */
const PIECE = 4096
/** How much of a file that is all text is searched for a type. */
const TEXT_MAX = 64 * 1024
/** The grain directory is described at the end of the file. */
const AT_END = 0xffff_ffff_ffff_ffffn
/** A marker, the header once more, and a marker: a sector each. */
const FOOTER = 3 * SECTOR
const FOOTER_MARKER = 3
const VERSIONS: readonly number[] = [1, 2, 3]

export const vmdk: Inspector = function* () {
  const header = yield { offset: 0, length: SECTOR }
  if (header.toString('latin1', 0, 4) !== 'KDMV') {
    return header.length < LEAST ? NO_MATCH : yield* textOnly(header)
  }
  const broken = { matches: true, virtualSize: 0n, violations: ['descriptor'] }
  if (header.length < LEAST) return { ...broken, isCut: true }
  if (
    !VERSIONS.includes(header.readUInt32LE(4)) ||
    header.readBigUInt64LE(28) !== BigInt(DESCRIPTOR_AT / SECTOR)
  ) {
    return broken
  }
  const announced = header.readBigUInt64LE(36) * BigInt(SECTOR)
  const length = announced > DESCRIPTOR_MAX ? DESCRIPTOR_MAX : Number(announced)
  const descriptor = new Descriptor()
  const read = yield* readDescriptor(descriptor, length)
  const isAtEnd = header.readBigUInt64LE(56) === AT_END
  return {
    matches: true,
    virtualSize: descriptor.isSingleFile ? header.readBigUInt64LE(12) * BigInt(SECTOR) : 0n,
    violations: [
      ...(descriptor.isSafe() ? [] : ['descriptor']),
      ...(isAtEnd ? yield* checkFooter(header) : []),
    ],
    isCut: read < length,
  }
}

/** Piece by piece, so that little is kept of it. Returns how many bytes of it there were. */
function* readDescriptor(
  descriptor: Descriptor,
  length: number,
): Generator<{ offset: number; length: number }, number, Buffer> {
  let read = 0
  while (read < length) {
    const wanted = Math.min(PIECE, length - read)
    const piece = yield { offset: DESCRIPTOR_AT + read, length: wanted }
    descriptor.add(piece)
    read += piece.length
    if (piece.length < wanted) break
  }
  descriptor.end()
  return read
}

/** What a stream cannot look at before its end must say the same as the header. */
function* checkFooter(header: Buffer): Generator<{ last: number }, string[], Buffer> {
  const footer = yield { last: FOOTER }
  if (footer.length < FOOTER) return ['footer']
  const again = footer.subarray(SECTOR, 2 * SECTOR)
  const isSame = (from: number, to: number): boolean =>
    header.subarray(from, to).equals(again.subarray(from, to))
  const isSound =
    isSame(0, 8) &&
    isSame(28, 44) &&
    again.readBigUInt64LE(56) !== AT_END &&
    isMarker(footer.subarray(0, SECTOR), FOOTER_MARKER) &&
    footer.subarray(2 * SECTOR).every((byte) => byte === 0)
  return isSound ? [] : ['footer']
}

/** A value, a size of nothing, a type, and zeros. */
function isMarker(sector: Buffer, type: number): boolean {
  return (
    sector.readUInt32LE(8) === 0 &&
    sector.readUInt32LE(12) === type &&
    sector.subarray(16).every((byte) => byte === 0)
  )
}

/** qemu takes a text without data for a disk, whose data lie in the files that it names. */
function* textOnly(begin: Buffer): Generator<{ offset: number; length: number }, Finding, Buffer> {
  const isText = begin.every((byte) => (byte >= 0x20 && byte < 0x7f) || isSpace(byte))
  if (!isText) return NO_MATCH
  const rest =
    begin.length < SECTOR ? Buffer.alloc(0) : yield { offset: SECTOR, length: TEXT_MAX - SECTOR }
  const descriptor = new Descriptor()
  descriptor.add(begin)
  descriptor.add(rest)
  descriptor.end()
  if (!descriptor.hasType) return NO_MATCH
  return { matches: true, virtualSize: 0n, violations: ['descriptor'] }
}

/** Of ASCII, what Python's `isspace` takes. */
function isSpace(byte: number): boolean {
  return (byte >= 0x09 && byte <= 0x0d) || (byte >= 0x1c && byte <= 0x1f)
}
