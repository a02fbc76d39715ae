/** QCOW2 (qemu, docs/interop/qcow2.txt) and its relative QED, which nobody may use. */
import { NO_MATCH, type Inspector } from './inspector.ts'

const HEADER = 512

/** Of the incompatible features, those that are known: dirty, corrupt, data file, compression. */
const KNOWN = 0b1111n
const DATA_FILE = 0b100n

export const qcow2: Inspector = function* () {
  const header = yield { offset: 0, length: HEADER }
  if (header.length < HEADER || header.toString('latin1', 0, 4) !== 'QFI\xfb') return NO_MATCH
  const version = header.readUInt32BE(4)
  const features = header.readBigUInt64BE(72)
  const isUnknown = version !== 2 && (version !== 3 || (features & ~KNOWN) !== 0n)
  return {
    matches: true,
    virtualSize: header.readBigUInt64BE(24),
    violations: [
      ...(header.readBigUInt64BE(8) === 0n ? [] : ['backing_file']),
      // Looked at in version 2, too, where another thing may stand there.
      ...((features & DATA_FILE) === 0n ? [] : ['data_file']),
      ...(isUnknown ? ['unknown_features'] : []),
    ],
  }
}

export const qed: Inspector = function* () {
  const header = yield { offset: 0, length: HEADER }
  if (header.length < HEADER || header.toString('latin1', 0, 4) !== 'QED\0') return NO_MATCH
  return { matches: true, virtualSize: 0n, violations: ['banned'] }
}
