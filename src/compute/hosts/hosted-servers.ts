/** What servers take of the host that they are on: MiB of memory, GiB of disk. */

/** A server as its host knows it. */
export interface HostedServer {
  readonly uuid: string
  /** `instance-0000002a`: not the one that users gave it. */
  readonly name: string
}

export interface Taken {
  readonly vcpus: number
  readonly memoryMb: number
  readonly diskGb: number
}

export interface HostUsage extends Taken {
  readonly servers: number
  /** Those with which something is done. */
  readonly busy: number
}

export const UNUSED: HostUsage = { vcpus: 0, memoryMb: 0, diskGb: 0, servers: 0, busy: 0 }
