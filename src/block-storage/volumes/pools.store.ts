import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { MAX_INT } from '../integers.ts'
import type { VolumesTable } from '../storage/tables.ts'
import { deleteKey } from '../keys/keys.store.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import type { Allocations } from './placement.ts'

const allocations = statement((db, _: Record<string, never>) =>
  db.selectFrom('volume_pools').selectAll(),
)

/** GiB allocated in each pool. */
export async function poolAllocations(tx: Tx): Promise<Allocations> {
  const rows = await tx.all(allocations, {})
  return new Map(rows.map(({ name, allocated_gib }) => [name, allocated_gib]))
}

const counts = statement((db, _: Record<string, never>) =>
  db
    .selectFrom('volumes')
    .select((eb) => ['host', eb.fn.countAll<number | string>().as('volumes')])
    .groupBy('host'),
)

/** How many volumes lie in each pool. */
export async function volumesByPool(tx: Tx): Promise<ReadonlyMap<string | null, number>> {
  const rows = await tx.all(counts, {})
  return new Map(rows.map(({ host, volumes }) => [host, Number(volumes)]))
}

const ofVolumes = statement((db, p: { projectId: string; ids: readonly string[] }) =>
  db
    .selectFrom('volumes')
    .select('host')
    .where('project_id', '=', p.projectId)
    .where('id', 'in', inList(p.ids)),
)

/** The pools in which these volumes of a project lie. */
export async function poolsOfVolumes(
  tx: Tx,
  { projectId, ids }: { readonly projectId: string; readonly ids: readonly string[] },
): Promise<ReadonlySet<string | null>> {
  const rows = await tx.all(ofVolumes, { projectId, ids: ids.map((id) => id.toLowerCase()) })
  return new Set(rows.map(({ host }) => host))
}

const take = statement((db, p: { name: string; gib: number; capacity: number }) =>
  db
    .insertInto('volume_pools')
    .values({ name: p.name, allocated_gib: p.gib })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({
          allocated_gib: sql<number>`volume_pools.allocated_gib + excluded.allocated_gib`,
        })
        .where(sql<boolean>`volume_pools.allocated_gib + excluded.allocated_gib <= ${p.capacity}`),
    ),
)

/** Allocates room; false where the pool has not that much left. */
export async function allocate(
  tx: Tx,
  pool: { readonly name: string; readonly capacityGib: number },
  gib: number,
): Promise<boolean> {
  if (gib > pool.capacityGib) return false
  return (await tx.run(take, { name: pool.name, gib, capacity: pool.capacityGib })) > 0
}

const giveBack = statement((db, p: { name: string; gib: number }) =>
  db
    .updateTable('volume_pools')
    .set({
      allocated_gib: sql<number>`case when allocated_gib > ${p.gib} then allocated_gib - ${p.gib} else 0 end`,
    })
    .where('name', '=', p.name),
)

/** Gives back what `allocate` took. */
export async function deallocate(tx: Tx, name: string, gib: number): Promise<void> {
  await tx.run(giveBack, { name, gib })
}

/** Counts room where a volume lies by now; what lies there is there, whatever the pool has left. */
export async function moveRoom(
  tx: Tx,
  gib: number,
  from: string,
  to: string | null,
): Promise<void> {
  if (to === from || gib === 0) return
  await deallocate(tx, from, gib)
  if (to !== null) await tx.run(take, { name: to, gib, capacity: MAX_INT })
}

/** What a volume that is gone held: of the project's quotas, of its pool, and its key. */
export async function giveBackRoom(
  tx: Tx,
  volume: Pick<
    VolumesTable,
    'project_id' | 'volume_type_id' | 'size' | 'host' | 'use_quota' | 'encryption_key_id'
  >,
): Promise<void> {
  if (volume.use_quota === 1) {
    await release(tx, {
      projectId: volume.project_id,
      volumeTypeId: volume.volume_type_id,
      amounts: { volumes: 1, gigabytes: volume.size },
    })
  }
  if (volume.host !== null) await deallocate(tx, volume.host, volume.size)
  if (volume.encryption_key_id !== null) await deleteKey(tx, volume.encryption_key_id)
}
