/** What a simulated machine has done so far: numbers that grow with its time, as believable ones do. */

/** A machine that runs, as far as its devices matter. */
export interface Running {
  /** Seconds. */
  readonly uptime: number
  readonly vcpus: number
  readonly memoryMb: number
  readonly macAddresses: readonly string[]
  readonly disks: number
}

/** Times in nanoseconds, sizes in bytes unless told, rates in bits a second. */
export interface Diagnostics {
  readonly cpus: readonly { readonly id: number; readonly time: number; readonly percent: number }[]
  readonly nics: readonly NicDiagnostics[]
  readonly disks: readonly DiskDiagnostics[]
  /** MiB. */
  readonly memory: { readonly maximum: number; readonly used: number }
}

export interface NicDiagnostics {
  readonly macAddress: string
  readonly received: Traffic
  readonly sent: Traffic
}

export interface Traffic {
  readonly octets: number
  readonly packets: number
  readonly errors: number
  readonly drops: number
  readonly rate: number
}

export interface DiskDiagnostics {
  readonly readBytes: number
  readonly readRequests: number
  readonly writtenBytes: number
  readonly writeRequests: number
  readonly errors: number
}

/** What booting takes, and what a guest without work does each second. */
const CPU = { boot: 17_300_000_000, second: 20_000_000, percent: 2 }
const RECEIVED = { boot: 2_070_139, second: 120, packet: 78 }
const SENT = { boot: 140_208, second: 40, packet: 212 }
const READ = { boot: 262_144, second: 0, request: 2_341 }
const WRITTEN = { boot: 5_778_432, second: 512, request: 11_841 }

export function diagnosticsOf({
  uptime,
  vcpus,
  memoryMb,
  macAddresses,
  disks,
}: Running): Diagnostics {
  const grown = ({ boot, second }: { boot: number; second: number }) => boot + second * uptime
  const traffic = (kind: typeof RECEIVED): Traffic => ({
    octets: grown(kind),
    packets: Math.floor(grown(kind) / kind.packet),
    ...{ errors: 0, drops: 0, rate: kind.second * 8 },
  })
  const disk: DiskDiagnostics = {
    readBytes: grown(READ),
    readRequests: Math.floor(grown(READ) / READ.request),
    writtenBytes: grown(WRITTEN),
    writeRequests: Math.floor(grown(WRITTEN) / WRITTEN.request),
    errors: 0,
  }
  const times = Array.from({ length: vcpus }, () => grown(CPU))
  return {
    cpus: times.map((time, id) => ({ id, time, percent: CPU.percent })),
    nics: macAddresses.map((macAddress) => ({
      ...{ macAddress, received: traffic(RECEIVED), sent: traffic(SENT) },
    })),
    disks: Array.from({ length: disks }, () => disk),
    memory: { maximum: memoryMb, used: Math.floor(memoryMb / 4) },
  }
}
