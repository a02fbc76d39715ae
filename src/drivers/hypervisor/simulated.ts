import { createHash } from 'node:crypto'
import { bootLog } from './boot-log.ts'
import { hostName, type ConfiguredHost, type SizedHost } from './hosts.ts'
import { diagnosticsOf, type Diagnostics, type Running } from './diagnostics.ts'
import type {
  Guest,
  HostDescription,
  Hypervisor,
  Machine,
  MachineState,
  MachineWork,
} from './interface.ts'

/** What Nova's own simulated hypervisor says of itself (nova/virt/fake.py). */
const TRAITS: readonly string[] = [
  'COMPUTE_ACCELERATORS',
  'COMPUTE_ADDRESS_SPACE_EMULATED',
  'COMPUTE_ADDRESS_SPACE_PASSTHROUGH',
  'COMPUTE_DEVICE_TAGGING',
  'COMPUTE_IMAGE_TYPE_RAW',
  'COMPUTE_MEM_BACKING_FILE',
  'COMPUTE_NET_ATTACH_INTERFACE',
  'COMPUTE_NET_ATTACH_INTERFACE_WITH_TAG',
  'COMPUTE_NODE',
  'COMPUTE_SECURITY_STATELESS_FIRMWARE',
  'COMPUTE_STORAGE_VIRTIO_FS',
  'COMPUTE_TRUSTED_CERTS',
  'COMPUTE_VOLUME_ATTACH_WITH_TAG',
  'COMPUTE_VOLUME_EXTEND',
  'COMPUTE_VOLUME_MULTI_ATTACH',
  'OWNER_NOVA',
]

const MINUTE_MS = 60_000

/** As libvirt has it: a suspended machine is saved to disk, and does not run. */
const AFTER: Readonly<Record<MachineWork, MachineState>> = {
  start: 'RUNNING',
  stop: 'SHUTDOWN',
  reboot: 'RUNNING',
  rebootHard: 'RUNNING',
  pause: 'PAUSED',
  unpause: 'RUNNING',
  suspend: 'SHUTDOWN',
  resume: 'RUNNING',
  changePassword: 'RUNNING',
  crash: 'RUNNING',
}

/**
 * Hosts that exist by name only, and machines that are remembered by whoever asks for work on them. All have the same size; what differs from host to host follows
 * from its name, so that every replica and every start tells the same.
 */
export class SimulatedHypervisor implements Hypervisor {
  readonly hosts: readonly string[]
  readonly #known: ReadonlyMap<string, ConfiguredHost>

  constructor(hosts: readonly ConfiguredHost[]) {
    this.#known = new Map(hosts.map((host) => [hostName(host), host]))
    this.hosts = [...this.#known.keys()]
  }

  runs(host: string): boolean {
    return this.#known.has(host)
  }

  describe(host: string): HostDescription {
    const [a = 0, b = 0, c = 0] = digest(host)
    const known = this.#known.get(host)
    const size: Partial<SizedHost> = typeof known === 'object' ? known : {}
    const { vcpus = 32, memoryMb = 131_072, localGb = 2000 } = size
    return {
      hypervisorHostname: host,
      hypervisorType: 'QEMU',
      hypervisorVersion: 8_002_002,
      // No address ends in 0 or 255, which are no hosts in the usual networks.
      hostIp: `10.${a}.${b}.${1 + (c % 254)}`,
      ...{ vcpus, memoryMb, localGb },
      reservedMemoryMb: 512,
      cpuInfo: {
        arch: 'x86_64',
        model: 'Cascadelake-Server',
        vendor: 'Intel',
        features: ['aes', 'avx', 'avx2', 'avx512f', 'pge', 'sse4.2', 'vmx'],
        topology: { cells: 1, ...topologyOf(vcpus) },
      },
      traits: TRAITS,
    }
  }

  uptime(host: string, bootedAt: number, now: number): string {
    const minutes = Math.max(0, Math.floor((now - bootedAt) / MINUTE_MS))
    const loads = digest(host)
      .slice(3, 6)
      .map((byte) => (byte / 512).toFixed(2))
    const clock = new Date(now).toISOString().slice(11, 19)
    return ` ${clock} up ${duration(minutes)},  0 users,  load average: ${loads.join(', ')}`
  }

  async work({ host }: Machine, work: MachineWork): Promise<MachineState> {
    if (!this.runs(host)) throw new Error(`the host ${host} is down`)
    return AFTER[work]
  }

  console(guest: Guest): string {
    return bootLog(guest)
  }

  diagnostics(machine: Running): Diagnostics {
    return diagnosticsOf(machine)
  }
}

/** Two sockets of cores with two threads, where that comes out even. */
function topologyOf(vcpus: number) {
  const isEven = vcpus % 4 === 0
  return isEven
    ? { sockets: 2, cores: vcpus / 4, threads: 2 }
    : { sockets: 1, cores: vcpus, threads: 1 }
}

function digest(host: string): number[] {
  return [...createHash('sha256').update(host).digest()]
}

/** As procps' `uptime` writes it: `3 min`, ` 1:02`, `1 day,  1:02`, `93 days, 18:25`. */
function duration(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const rest = minutes % 60
  const time =
    hours === 0 ? `${rest} min` : `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}`
  return days === 0 ? time : `${days} ${days === 1 ? 'day' : 'days'}, ${time}`
}
