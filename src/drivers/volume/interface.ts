import type { FileDigests } from '../disks/disk-file.ts'
import type { DiskFormat } from '../disks/disk.ts'

/**
 * What block storage asks of the thing that keeps the bytes. Every call may come again for the same
 * volume, after a crash for instance, and must then succeed as if it were the first. A call that
 * rejects is repeated a few times before the volume is given up as `error`.
 */
export interface VolumeDriver {
  /** Where volumes can lie. They stay the same while the process runs. */
  readonly pools: readonly VolumePool[]
  /** Makes an empty volume. */
  create(volume: VolumePlace): Promise<CreatedVolume>
  /** Makes a volume with the content of `source`, which may be smaller. */
  clone(volume: VolumePlace, source: VolumePlace): Promise<CreatedVolume>
  /** Removes a volume; one that is not there is removed already. */
  delete(volume: VolumePlace): Promise<void>
  /** Makes a volume larger, in use or not. */
  extend(volume: VolumePlace, sizeGib: number): Promise<void>
  /** Keeps the content that a volume has now, in use or not. */
  createSnapshot(snapshot: SnapshotPlace): Promise<CreatedSnapshot>
  /** Removes a snapshot; one that is not there is removed already. */
  deleteSnapshot(snapshot: SnapshotPlace): Promise<void>
  /** Makes a volume with the content of a snapshot, which may be smaller. */
  createFromSnapshot(volume: VolumePlace, snapshot: SnapshotPlace): Promise<CreatedVolume>
  /**
   * What a volume holds, as a file of a format that images may have. What goes wrong while the bytes are
   * read, their reader learns.
   * @throws RangeError where the format has no disks so large
   */
  read(volume: VolumePlace, format: DiskFormat): Promise<VolumeFile>
  /** Gives a volume the content of an image, which may be smaller. */
  overwrite(volume: VolumePlace): Promise<void>
  /** Gives a volume the content of its latest snapshot; it keeps its size. */
  revert(snapshot: SnapshotPlace): Promise<void>
  /**
   * Lets a host reach the volume. Asked while a client waits, so it is not repeated by itself.
   * @param connector what the host says of itself
   */
  connect(volume: VolumePlace, connector: Connector): Promise<Connection | NotConnectable>
  /** Ends that; it succeeds where nothing was connected. Without a connector all hosts are meant. */
  disconnect(volume: VolumePlace, connector: Connector | undefined): Promise<void>
}

export interface VolumeFile {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Of all of the bytes, where they are known beforehand. */
  readonly digests: FileDigests | undefined
}

export type Connector = Readonly<Record<string, unknown>>

/** How a host reaches a volume. */
export interface Connection {
  /** `iscsi`, `rbd`, …: which of its ways of connecting the host takes. */
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The connector lacks what the backend needs. */
export interface NotConnectable {
  /** Name of the first thing that is missing. */
  readonly missing: string
}

export interface VolumePool {
  /** `host@backend#pool`. */
  readonly name: string
  /** How much can be allocated in it, over-subscription included. */
  readonly capacityGib: number
  /** What extra specs of types call its backend: `volume_backend_name`. */
  readonly backendName: string
  /** The availability zone its backend is in. */
  readonly zone: string
  /** What it says of itself beside what all pools say, or instead. */
  readonly capabilities: Readonly<Record<string, Capability>>
}

export type Capability = string | number | boolean | null

export interface VolumePlace {
  readonly id: string
  readonly sizeGib: number
  /** Name of the pool it lies in. */
  readonly pool: string
}

export interface CreatedVolume {
  /** The backend's own name for the volume, if it has one. */
  readonly providerId: string | null
}

export interface SnapshotPlace {
  readonly id: string
  /** What the volume had when the snapshot was made. */
  readonly sizeGib: number
  /** What it is a snapshot of, and in whose pool it lies. */
  readonly volume: VolumePlace
}

export interface CreatedSnapshot {
  /** The backend's own name for the snapshot, if it has one. */
  readonly providerId: string | null
}
