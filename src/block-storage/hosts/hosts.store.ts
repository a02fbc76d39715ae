import type { Tx } from '../../storage/database.ts'

export interface Allocation {
  /** `host@backend#pool`. */
  readonly pool: string
  readonly projectId: string
  readonly volumes: number
  readonly gigabytes: number
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
  return rows.map((row) => ({
    pool: row.host ?? '',
    projectId: row.project_id,
    volumes: row.volumes,
    gigabytes: row.gigabytes,
  }))
}
