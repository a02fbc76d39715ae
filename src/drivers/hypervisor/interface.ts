import type { Diagnostics, Running } from './diagnostics.ts'

export type * from './diagnostics.ts'

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
  /**
   * Does something to a machine. May be asked again for what was done already. Rejects where it
   * could not be done; then nothing is known of the machine.
   * @returns what the machine does from then on
   */
  work(machine: Machine, work: MachineWork): Promise<MachineState>
  /** All that the guest has written to its first serial port since it was last powered on. */
  console(guest: Guest): string
  /** What a machine that runs has done so far. */
  diagnostics(machine: Running): Diagnostics
}

/** A machine that exists, as its host knows it. */
export interface Machine {
  readonly id: string
  /** Such as `instance-0000002a`. */
  readonly name: string
  readonly host: string
}

/**
 * `reboot` asks the guest, `rebootHard` takes its power and gives it back. `suspend` writes the
 * memory to disk and ends the machine; `crash` sends its guest an interrupt that it cannot refuse.
 */
export type MachineWork =
  | 'start'
  | 'stop'
  | 'reboot'
  | 'rebootHard'
  | 'pause'
  | 'unpause'
  | 'suspend'
  | 'resume'
  | 'changePassword'
  | 'crash'

/** As libvirt tells them apart. */
export type MachineState = 'RUNNING' | 'PAUSED' | 'SHUTDOWN' | 'CRASHED'

/** What the inside of a machine is made from. */
export interface Guest {
  readonly id: string
  readonly hostname: string
  readonly vcpus: number
  readonly memoryMb: number
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
