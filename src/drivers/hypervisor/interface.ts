/**
 * What compute needs of the machines that servers run on. Everything is answered from memory, so
 * that it may be asked inside a transaction.
 */
export interface Hypervisor {
  /** Names of the hosts that it runs. */
  readonly hosts: readonly string[]
  /** Others that compute still knows of, from an earlier configuration, are down. */
  runs(host: string): boolean
  /** What a host has; the same at every start. */
  describe(host: string): HostDescription
  /** The line that `uptime` prints there. Times are milliseconds since 1970. */
  uptime(host: string, bootedAt: number, now: number): string
  /** The servers on a host. */
  serversOn(host: string): readonly HostedServer[]
}

/** MiB of memory, GiB of disk. */
export interface HostDescription {
  readonly hypervisorHostname: string
  readonly hypervisorType: string
  /** Major × 1,000,000 + minor × 1,000 + patch. */
  readonly hypervisorVersion: number
  readonly hostIp: string
  readonly vcpus: number
  readonly memoryMb: number
  readonly localGb: number
  /** Kept for the host itself. */
  readonly reservedMemoryMb: number
  readonly cpuInfo: CpuInfo
  /** What it can do, by the names of Placement. */
  readonly traits: readonly string[]
}

export interface CpuInfo {
  readonly arch: string
  readonly model: string
  readonly vendor: string
  readonly features: readonly string[]
  readonly topology: Readonly<Record<'cells' | 'sockets' | 'cores' | 'threads', number>>
}

export interface HostedServer {
  readonly uuid: string
  readonly name: string
}
