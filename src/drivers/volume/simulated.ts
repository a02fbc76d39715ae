import { bytesOf } from '../disks/disk-file.ts'
import { emptyDisk, type DiskFormat } from '../disks/disk.ts'
import { simulatedPools, type SimulatedBackend } from './backends.ts'
import type {
  Connection,
  Connector,
  CreatedSnapshot,
  CreatedVolume,
  NotConnectable,
  SnapshotPlace,
  VolumeDriver,
  VolumeFile,
  VolumePlace,
  VolumePool,
} from './interface.ts'

const GIB = 1024 ** 3

/** One call to the driver, as a test sees it that wants it to fail. */
export interface SimulatedCall {
  readonly operation: Exclude<keyof VolumeDriver, 'pools'>
  readonly volume: VolumePlace
  readonly snapshot?: SnapshotPlace
}

/**
 * Storage without bytes. It remembers nothing, since what volumes there are stands in the database, so
 * calls can be repeated at will. How long things take is the business of the job runner.
 */
export class SimulatedVolumes implements VolumeDriver {
  readonly pools: readonly VolumePool[]
  readonly #fault: (call: SimulatedCall) => Error | undefined

  /**
   * @param fault decides which calls fail, and with what
   * @param backends that run on the hosts; one with one pool unless told
   */
  constructor(
    hosts: readonly string[],
    fault: (call: SimulatedCall) => Error | undefined = () => undefined,
    backends?: readonly SimulatedBackend[],
  ) {
    this.pools = simulatedPools(hosts, backends)
    this.#fault = fault
  }

  async create(volume: VolumePlace): Promise<CreatedVolume> {
    this.#call({ operation: 'create', volume })
    return { providerId: null }
  }

  async clone(volume: VolumePlace): Promise<CreatedVolume> {
    this.#call({ operation: 'clone', volume })
    return { providerId: null }
  }

  async delete(volume: VolumePlace): Promise<void> {
    this.#call({ operation: 'delete', volume })
  }

  async extend(volume: VolumePlace): Promise<void> {
    this.#call({ operation: 'extend', volume })
  }

  /** As over iSCSI, to a target that has no address: there are no bytes to be had. */
  async connect(volume: VolumePlace, connector: Connector): Promise<Connection | NotConnectable> {
    this.#call({ operation: 'connect', volume })
    if (!Object.hasOwn(connector, 'initiator')) return { missing: 'initiator' }
    return { type: 'iscsi', data: {} }
  }

  async disconnect(volume: VolumePlace): Promise<void> {
    this.#call({ operation: 'disconnect', volume })
  }

  async createSnapshot(snapshot: SnapshotPlace): Promise<CreatedSnapshot> {
    this.#call({ operation: 'createSnapshot', volume: snapshot.volume, snapshot })
    return { providerId: null }
  }

  async deleteSnapshot(snapshot: SnapshotPlace): Promise<void> {
    this.#call({ operation: 'deleteSnapshot', volume: snapshot.volume, snapshot })
  }

  async createFromSnapshot(volume: VolumePlace, snapshot: SnapshotPlace): Promise<CreatedVolume> {
    this.#call({ operation: 'createFromSnapshot', volume, snapshot })
    return { providerId: null }
  }

  async read(volume: VolumePlace, format: DiskFormat): Promise<VolumeFile> {
    this.#call({ operation: 'read', volume })
    const disk = emptyDisk(format, volume.sizeGib * GIB)
    return { bytes: bytesOf(disk), digests: disk.digests }
  }

  async overwrite(volume: VolumePlace): Promise<void> {
    this.#call({ operation: 'overwrite', volume })
  }

  async revert(snapshot: SnapshotPlace): Promise<void> {
    this.#call({ operation: 'revert', volume: snapshot.volume, snapshot })
  }

  #call(call: SimulatedCall): void {
    const error = this.#fault(call)
    if (error !== undefined) throw error
  }
}
