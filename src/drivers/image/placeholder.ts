/** The image that a new cloud has, in place of a system that is not ours to give away. */
import { qcow2 } from '../disks/qcow2.ts'

/** As large as the disk of CirrOS 0.6. */
const DISK_SIZE = 112 * 1024 ** 2

export const DESCRIPTION =
  'A placeholder made by Stackling: it can be booted, says so, and holds no operating system.'

/** Prints what follows it through the BIOS, and halts. */
const BOOT = [
  // xor ax, ax; mov ds, ax; mov si, text
  ...[0x31, 0xc0, 0x8e, 0xd8, 0xbe, 0x15, 0x7c],
  // next: lodsb; test al, al; jz halt
  ...[0xac, 0x84, 0xc0, 0x74, 0x06],
  // mov ah, 0x0e; int 0x10; jmp next
  ...[0xb4, 0x0e, 0xcd, 0x10, 0xeb, 0xf5],
  // halt: hlt; jmp halt
  ...[0xf4, 0xeb, 0xfd],
]
const SECTOR = 512

export interface Placeholder {
  readonly name: string
  readonly diskFormat: string
  /** In bytes. */
  readonly virtualSize: number
  readonly properties: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

/** Like `cirros` of DevStack but for what is in it. */
export function placeholder(): Placeholder {
  const sector = Buffer.alloc(SECTOR)
  sector.set(BOOT)
  sector.write(`${DESCRIPTION}\r\n`, BOOT.length, 'latin1')
  sector.writeUInt16BE(0x55aa, SECTOR - 2)
  return {
    name: 'cirros',
    diskFormat: 'qcow2',
    virtualSize: DISK_SIZE,
    properties: { hw_rng_model: 'virtio', description: DESCRIPTION },
    bytes: qcow2(DISK_SIZE, sector).head,
  }
}
