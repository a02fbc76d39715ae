/** The flavors that a new cloud begins with, as DevStack makes them (openstack/devstack lib/nova). */
import type { ComputeEnv } from '../operation.ts'
import { flavorSpecs, insertFlavors } from './flavors.store.ts'
import { claimPreset, hasPreset } from './preset.store.ts'

/** What a new cloud begins with: what DevStack makes, or nothing. */
export type Preset = 'devstack' | 'none'

const DEVSTACK = 'devstack'

/** Id, name, vcpus, MiB of memory, GiB of disk. */
const FLAVORS = [
  ['1', 'm1.tiny', 1, 512, 1],
  ['2', 'm1.small', 1, 2048, 20],
  ['3', 'm1.medium', 2, 4096, 40],
  ['4', 'm1.large', 4, 8192, 80],
  ['5', 'm1.xlarge', 8, 16_384, 160],
  ['c1', 'cirros256', 1, 256, 1],
  ['d1', 'ds512M', 1, 512, 5],
  ['d2', 'ds1G', 1, 1024, 10],
  ['d3', 'ds2G', 2, 2048, 10],
  ['d4', 'ds4G', 4, 4096, 20],
] as const

/** Makes them once: who deletes one does not get it back. */
export async function presetFlavors({ clock, database }: ComputeEnv): Promise<void> {
  // All starts but the first have nothing to write, and do not wait for a disk.
  if (await database.read((tx) => hasPreset(tx, DEVSTACK))) return
  await database.write(async (tx) => {
    const now = clock.isoNow()
    if (!(await claimPreset(tx, DEVSTACK, now))) return
    const rows = FLAVORS.map(([id, name, vcpus, ram, disk]) => ({
      ...{ id, name, vcpus, ram, disk, ephemeral: 0, swap: 0, rxtx_factor: 1 },
      ...{ is_public: 1, description: null, created_at: now, updated_at: null },
    }))
    await insertFlavors(tx, rows)
    for (const { id } of rows) await flavorSpecs.write(tx, id, { 'hw_rng:allowed': 'True' })
  })
}
