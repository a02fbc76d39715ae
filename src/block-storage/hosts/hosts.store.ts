import type { Tx } from '../../storage/database.ts'

export interface Allocation {
  /** `host@backend#pool`. */
  readonly pool: string
  readonly projectId: string
  readonly volumes: number
  readonly gigabytes: number
  /** Snapshots of the project of volumes in the pool. */
  readonly snapshots: number
  readonly snapshotGigabytes: number
}

/** How much each project has in each pool. */
export async function allocations(tx: Tx): Promise<readonly Allocation[]> {
  const rows = await tx.db
    .selectFrom('volumes')
    .select(({ fn }) => [
      'host',
      'project_id',
      fn.countAll<number>().as('volumes'),
      fn.sum<number>('size').as('gigabytes'),
    ])
    .where('host', 'is not', null)
    .groupBy(['host', 'project_id'])
    .orderBy('host')
    .orderBy('project_id')
    .execute()
  const taken = await snapshotsIn(tx)
  return rows.map((row) => {
    const snapshots = taken.get(`${row.project_id} ${row.host}`)
    return {
      pool: row.host ?? '',
      projectId: row.project_id,
      volumes: row.volumes,
      gigabytes: row.gigabytes,
      snapshots: snapshots?.snapshots ?? 0,
      snapshotGigabytes: snapshots?.gigabytes ?? 0,
    }
  })
}

/** By project and pool. Those that do not count against quotas are not looked at. */
async function snapshotsIn(tx: Tx) {
  const rows = await tx.db
    .selectFrom('snapshots')
    .innerJoin('volumes', 'volumes.id', 'snapshots.volume_id')
    .select(({ fn }) => [
      'volumes.host',
      'snapshots.project_id',
      fn.countAll<number>().as('snapshots'),
      fn.sum<number>('snapshots.size').as('gigabytes'),
    ])
    .where('volumes.host', 'is not', null)
    .where('snapshots.use_quota', '=', 1)
    .groupBy(['volumes.host', 'snapshots.project_id'])
    .execute()
  return new Map(rows.map((row) => [`${row.project_id} ${row.host}`, row]))
}
