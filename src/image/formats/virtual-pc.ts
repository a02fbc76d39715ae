/** VHD (qemu, block/vpc.c) and VHDX (MS-VHDX), the formats of Virtual PC and Hyper-V. */
import { NO_MATCH, type Finding, type Inspector } from './inspector.ts'

const FOOTER = 512

export const vhd: Inspector = function* () {
  const footer = yield { offset: 0, length: FOOTER }
  if (footer.toString('latin1', 0, 8) !== 'conectix') return NO_MATCH
  const isCut = footer.length < FOOTER
  return {
    matches: true,
    virtualSize: isCut ? 0n : footer.readBigUInt64BE(40),
    violations: [],
    isCut,
  }
}

const KIB = 1024
const REGION_TABLE = { offset: 192 * KIB, length: 64 * KIB }
/** Both tables have a head, and at most 2,047 entries of this length. */
const ENTRY = 32
const MOST_ENTRIES = 2047
/** GUIDs as they lie in the file. */
const METADATA_REGION = Buffer.from('06a27c8b90479a4bb8fe575f050f886e', 'hex')
const VIRTUAL_DISK_SIZE = Buffer.from('2442a52f1bcd7648b2115dbed83bf4b8', 'hex')

/** What is recognised without a size: its tables are not as they should be. */
const UNMEASURED: Finding = { matches: true, virtualSize: 0n, violations: [] }
const CUT: Finding = { ...UNMEASURED, isCut: true }

export const vhdx: Inspector = function* () {
  const identity = yield { offset: 0, length: 32 }
  if (identity.toString('latin1', 0, 8) !== 'vhdxfile') return NO_MATCH
  const regions = yield REGION_TABLE
  if (regions.length < REGION_TABLE.length) return CUT
  const regionCount = regions.readUInt32LE(8)
  if (regions.toString('latin1', 0, 4) !== 'regi' || regionCount > MOST_ENTRIES) return UNMEASURED
  // The head of this table is as long as half an entry.
  const region = entryOf(METADATA_REGION, regions, ENTRY / 2, regionCount)
  if (region === undefined) return UNMEASURED
  const start = Number(region.readBigUInt64LE(16))
  const head = yield { offset: start, length: ENTRY }
  if (head.length < ENTRY) return CUT
  const count = head.readUInt16LE(10)
  if (head.toString('latin1', 0, 8) !== 'metadata' || count > MOST_ENTRIES) return UNMEASURED
  const table = yield { offset: start + ENTRY, length: count * ENTRY }
  if (table.length < count * ENTRY) return CUT
  const item = entryOf(VIRTUAL_DISK_SIZE, table, 0, count)
  if (item === undefined) return UNMEASURED
  const size = yield { offset: start + item.readUInt32LE(16), length: 8 }
  return size.length < 8 ? CUT : { ...UNMEASURED, virtualSize: size.readBigUInt64LE(0) }
}

function entryOf(guid: Buffer, table: Buffer, first: number, count: number): Buffer | undefined {
  for (let at = first; at < first + count * ENTRY && at + ENTRY <= table.length; at += ENTRY) {
    if (table.subarray(at, at + 16).equals(guid)) return table.subarray(at, at + ENTRY)
  }
  return undefined
}
