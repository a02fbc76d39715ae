import { createHash } from 'node:crypto'
import type { Guest } from './interface.ts'

/** After how many seconds a line is written, and which. */
type Line = readonly [seconds: number, text: string]

const KIB_PER_MIB = 1024

/** What the firmware and the kernel say. */
function kernelLines({ vcpus, memoryMb }: Guest): readonly Line[] {
  const kib = memoryMb * KIB_PER_MIB
  const usable = kib - 3 * Math.round(kib / 100) - 12 * KIB_PER_MIB
  return [
    [0, 'Linux version 6.8.0-31-generic (gcc 13.2.0) #31-Ubuntu SMP PREEMPT_DYNAMIC'],
    [0, 'Command line: BOOT_IMAGE=/boot/vmlinuz root=LABEL=rootfs ro console=tty1 console=ttyS0'],
    [0, 'KERNEL supported cpus:'],
    [0, '  Intel GenuineIntel'],
    [0, '  AMD AuthenticAMD'],
    [0, 'BIOS-provided physical RAM map:'],
    [0, 'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable'],
    [0, 'BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved'],
    [0, 'NX (Execute Disable) protection: active'],
    [0, 'SMBIOS 2.8 present.'],
    [0, 'DMI: OpenStack Foundation OpenStack Nova, BIOS 1.16.3-debian-1.16.3-2 04/01/2014'],
    [0, 'Hypervisor detected: KVM'],
    [0.000001, 'kvm-clock: using sched offset of 1374091532 cycles'],
    [0.000524, 'tsc: Detected 2095.076 MHz processor'],
    [0.010237, `smpboot: Allowing ${vcpus} CPUs, 0 hotplug CPUs`],
    [0.020311, `Memory: ${Math.max(usable, kib >> 1)}K/${kib}K available`],
    [0.051702, `SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=${vcpus}, Nodes=1`],
    [0.182655, 'smp: Bringing up secondary CPUs ...'],
    [0.214082, `smp: Brought up 1 node, ${vcpus} CPU${vcpus === 1 ? '' : 's'}`],
    [0.251493, 'NET: Registered PF_NETLINK/PF_ROUTE protocol family'],
    [0.417834, 'PCI: Using configuration type 1 for base access'],
    [0.702209, 'clocksource: Switched to clocksource kvm-clock'],
    [0.981745, 'Serial: 8250/16550 driver, 32 ports, IRQ sharing enabled'],
    [1.002956, '00:00: ttyS0 at I/O 0x3f8 (irq = 4, base_baud = 115200) is a 16550A'],
    [1.190367, 'virtio_blk virtio2: [vda] new disk'],
    [1.224518, ' vda: vda1'],
    [1.300726, 'Freeing unused kernel image (initmem) memory'],
    [1.378015, 'Run /init as init process'],
    [1.904418, 'EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.'],
    [2.118903, 'virtio_net virtio0 ens3: renamed from eth0'],
  ]
}

/**
 * What a small Linux writes to its console from power to prompt. It follows from the machine alone,
 * so that every replica and every start tells the same.
 */
export function bootLog(guest: Guest): string {
  const key = createHash('sha256').update(guest.id).digest('base64').slice(0, 43)
  const kernel = kernelLines(guest).map(([at, text]) => `[${at.toFixed(6).padStart(12)}] ${text}`)
  return [
    'SeaBIOS (version 1.16.3-debian-1.16.3-2)',
    'Booting from Hard Disk...',
    ...kernel,
    'info: initramfs: up at 1.38',
    'Starting syslogd: OK',
    `Set hostname to <${guest.hostname}>.`,
    'Starting network: OK',
    'cloud-init[412]: Cloud-init running modules for stage init-network',
    'Starting OpenSSH server: OK',
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `256 SHA256:${key} root@${guest.hostname} (ED25519)`,
    '-----END SSH HOST KEY FINGERPRINTS-----',
    'cloud-init[688]: Cloud-init finished. Datasource DataSourceOpenStackLocal [net,ver=2]',
    '',
    `${guest.hostname} login: `,
  ].join('\n')
}
