/** Formats that a few bytes tell: VDI, ISO 9660 and UDF, MBR and GPT, LUKS. */
import { NO_MATCH, type Inspector } from './inspector.ts'

const SECTOR = 512

/** VirtualBox (qemu, block/vdi.c). */
export const vdi: Inspector = function* () {
  const header = yield { offset: 0, length: SECTOR }
  if (header.length < SECTOR || header.readUInt32LE(0x40) !== 0xbeda107f) return NO_MATCH
  return { matches: true, virtualSize: header.readBigUInt64LE(0x170), violations: [] }
}

const ISO_SECTOR = 2048
const ISO_SIGNATURES: readonly string[] = ['CD001', 'NSR02', 'NSR03']
const PRIMARY_VOLUME = 1

/** The volume descriptor comes after an area that belongs to the system. */
export const iso: Inspector = function* () {
  const header = yield { offset: 16 * ISO_SECTOR, length: ISO_SECTOR }
  if (header.length < ISO_SECTOR) return NO_MATCH
  if (!ISO_SIGNATURES.includes(header.toString('latin1', 1, 6))) return NO_MATCH
  const blocks = header[0] === PRIMARY_VOLUME ? header.readUInt32LE(80) : 0
  return {
    matches: true,
    virtualSize: BigInt(blocks) * BigInt(header.readUInt16LE(128)),
    violations: [],
  }
}

const PARTITIONS = [446, 462, 478, 494]
const PROTECTIVE = 0xee

/** A master boot record, of a GPT or not (UEFI 2.10, section 5). */
export const gpt: Inspector = function* () {
  const sector = yield { offset: 0, length: SECTOR }
  if (sector.length < SECTOR || sector.readUInt16LE(510) !== 0xaa55) return NO_MATCH
  // A FAT file system begins alike: two tables on a fixed disk.
  if (sector[0x10] === 2 && sector[0x15] === 0xf8) return NO_MATCH
  return { matches: true, virtualSize: 0n, violations: isSound(sector) ? [] : ['mbr'] }
}

function isSound(sector: Buffer): boolean {
  const entries = PARTITIONS.map((at) => sector.subarray(at, at + 16))
  const used = entries.filter((entry) => entry[4] !== 0)
  const protective = entries.filter((entry) => entry[4] === PROTECTIVE)
  return (
    used.length > 0 &&
    entries.every((entry) => entry[0] === 0 || entry[0] === 0x80) &&
    protective.every(
      (entry) => entry.readUIntBE(1, 3) === 0x000200 && entry.readUInt32LE(8) === 1,
    ) &&
    (protective.length === 0 || (used.length === 1 && used[0] === entries[0]))
  )
}

/** Of version 1, a header with eight slots for keys. */
const LUKS_HEADER = 592

export const luks: Inspector = function* () {
  const header = yield { offset: 0, length: LUKS_HEADER }
  if (header.toString('latin1', 0, 6) !== 'LUKS\xba\xbe') return NO_MATCH
  const isCut = header.length < LUKS_HEADER
  const isKnown = !isCut && header.readUInt16BE(6) === 1
  return { matches: true, virtualSize: 0n, violations: isKnown ? [] : ['version'], isCut }
}
