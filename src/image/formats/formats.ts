/**
 * Whether uploaded data are what `disk_format` says, how large the disk in them is, and whether they are
 * safe to hand on, found out while they stream by (oslo.utils, imageutils/format_inspector.py;
 * glance/location.py, ImageProxy.set_data).
 */
import { Feed, type Finding, type Inspector } from './inspector.ts'
import { gpt, iso, luks, vdi } from './others.ts'
import { qcow2, qed } from './qcow2.ts'
import { vhd, vhdx } from './virtual-pc.ts'
import { vmdk } from './vmdk.ts'

const INSPECTORS: Readonly<Record<string, Inspector>> = {
  qcow2,
  vhd,
  vhdx,
  vmdk,
  vdi,
  qed,
  iso,
  gpt,
  luks,
}

const RAW = 'raw'

/** The data are not taken; the message is for the client. */
export class DataRefused extends Error {
  override name = 'DataRefused'
}

/** Watches one stream of data. What it keeps of them is bounded, whatever they say. */
export class Inspection {
  readonly #feeds = Object.entries(INSPECTORS).map(([name, inspector]) => ({
    name,
    feed: new Feed(inspector),
  }))
  #hungry = this.#feeds.map(({ feed }) => feed)
  #size = 0

  /** The next chunk, which it does not keep. */
  add(chunk: Uint8Array): void {
    if (this.#hungry.length > 0) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      for (const feed of this.#hungry) feed.add(bytes, this.#size)
      this.#hungry = this.#hungry.filter((feed) => !feed.isDone)
    }
    this.#size += chunk.byteLength
  }

  /**
   * After the last chunk.
   * @returns the virtual size in bytes, where it is known
   * @throws DataRefused
   */
  judge(diskFormat: string): number | undefined {
    const findings = this.#feeds.map(({ name, feed }) => ({ name, ...feed.end() }))
    const matching = findings.filter(({ matches }) => matches)
    const { name, ...finding } = chosenOf(matching, diskFormat, this.#size)
    if (name !== diskFormat && !isTaken(name, diskFormat)) {
      throw new DataRefused(`Image disk_format ${diskFormat} does not match stream data ${name}`)
    }
    const size = virtualSizeOf(name, finding, diskFormat, this.#size)
    if (finding.isCut === true) throw new DataRefused('Incomplete file cannot be safety checked')
    if (finding.violations.length > 0) throw new DataRefused('Image failed safety checks')
    return size === 0 ? undefined : size
  }
}

type Named = Finding & { readonly name: string }

/**
 * A boot loader in front of an ISO image looks like a partitioned disk, and such images are common.
 * @throws DataRefused where one format hides in another
 */
function chosenOf(matching: readonly Named[], diskFormat: string, size: number): Named {
  const [first, ...others] = matching
  if (first === undefined) {
    return { name: RAW, matches: true, virtualSize: BigInt(size), violations: [] }
  }
  if (others.length === 0) return first
  const names = matching.map(({ name }) => name)
  if (names.join() === 'iso,gpt' && diskFormat !== RAW) return first
  throw new DataRefused(`Multiple formats detected: ${names.join(',')}`)
}

/** Data of one name under another: bytes are raw whatever is in them, and some formats have no marks. */
function isTaken(name: string, diskFormat: string): boolean {
  return diskFormat === RAW || (name === RAW && !Object.hasOwn(INSPECTORS, diskFormat))
}

/** @throws DataRefused for more than a disk can have */
function virtualSizeOf(
  name: string,
  { virtualSize }: Finding,
  diskFormat: string,
  size: number,
): number {
  if (diskFormat === RAW) return size
  if (name !== diskFormat) return 0
  if (virtualSize > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DataRefused('Image format inspection failed')
  }
  return Number(virtualSize)
}
